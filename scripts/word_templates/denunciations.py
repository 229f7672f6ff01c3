"""Papers of the settlement of denunciations: only those to the denouncer himself name him."""

from scripts.word_templates.complaints import BASES, PROPOSAL, TO_SENDER
from scripts.word_templates.layout import Paper

ACCEPTED = "/ Căn cứ Quyết định thụ lý tố cáo số {{ so_thu_ly }} ngày {{ ngay_thu_ly }};"
DENOUNCED = "ông (bà) {{ nguoi_bi }}, {{ dia_chi_nguoi_bi }}"
SECRECY = (
    "Cơ quan, đơn vị, cá nhân biết thông tin về người tố cáo có trách nhiệm giữ bí mật theo quy định của "
    "Luật Tố cáo."
)
OBEYED = (
    "{{ don_vi_giai_quyet }}, người bị tố cáo và các cơ quan, đơn vị, cá nhân có liên quan chịu trách nhiệm "
    "thi hành Quyết định này./."
)

PAPERS = (
    Paper(
        "tc_quyet_dinh_thu_ly",
        "QUYẾT ĐỊNH",
        "Về việc thụ lý tố cáo",
        (*BASES, PROPOSAL),
        ("- Như Điều 3;", "- Thanh tra tỉnh (để b/c);"),
        decision=True,
        articles=(
            "**Điều 1.** Thụ lý tố cáo đối với " + DENOUNCED + ".",
            "Nội dung tố cáo được thụ lý: {{ noi_dung }}",
            "**Điều 2.** Thời hạn giải quyết tố cáo là {{ so_ngay_giai_quyet }} kể từ ngày thụ lý, đến hết ngày "
            "{{ han_giai_quyet }}. " + SECRECY,
            "**Điều 3.** " + OBEYED,
        ),
    ),
    Paper(
        "tc_thong_bao_khong_thu_ly",
        "THÔNG BÁO",
        "Về việc không thụ lý tố cáo",
        (
            "Ngày {{ ngay_nhan_don }}, {{ ten_co_quan }} nhận được đơn tố cáo của ông (bà).",
            "Nội dung tố cáo: {{ noi_dung }}",
            "Sau khi xem xét nội dung đơn, căn cứ:",
            *BASES,
            "{{ ten_co_quan }} không thụ lý tố cáo nêu trên vì lý do sau: {{ ly_do }}",
            "{{ ten_co_quan }} thông báo để ông (bà) được biết./.",
        ),
        ("- Như trên;",),
        to=TO_SENDER,
    ),
    Paper(
        "tc_phieu_chuyen_don",
        "PHIẾU CHUYỂN ĐƠN TỐ CÁO",
        "Mã: {{ ma_vu_viec }}",
        (
            "Ngày {{ ngay_nhan_don }}, {{ ten_co_quan }} nhận được đơn tố cáo đối với ông (bà) {{ nguoi_bi }}, "
            "{{ dia_chi_nguoi_bi }}.",
            "Nội dung tố cáo: {{ noi_dung }}",
            "Sau khi xem xét nội dung đơn, căn cứ:",
            *BASES,
            "Nội dung tố cáo không thuộc thẩm quyền giải quyết của {{ ten_co_quan }}. {{ ten_co_quan }} chuyển "
            "đơn đến {{ co_quan_nhan }} để xem xét, giải quyết theo thẩm quyền và thông báo kết quả xử lý cho "
            "{{ ten_co_quan }}.",
            "Thông tin về người tố cáo được giữ bí mật, không ghi trong phiếu này; đơn và tài liệu được gửi kèm "
            "theo chế độ mật. " + SECRECY,
            "Tài liệu kèm theo: {{ tai_lieu_kem_theo }}./.",
        ),
        ("- Như trên;",),
        to="{{ co_quan_nhan }}",
    ),
    Paper(
        "tc_thong_bao_nguoi_to_cao",
        "THÔNG BÁO",
        "Về việc thụ lý tố cáo",
        (
            "{{ ten_co_quan }} đã thụ lý tố cáo theo Quyết định số {{ so_thu_ly }} ngày {{ ngay_thu_ly }}.",
            "Nội dung tố cáo được thụ lý: {{ noi_dung }}",
            "Thời hạn giải quyết đến hết ngày {{ han_giai_quyet }}. Mã vụ việc khi cần liên hệ: {{ ma_vu_viec }}.",
            "Thông báo này thực hiện theo:",
            *BASES,
            "{{ ten_co_quan }} thông báo để ông (bà) được biết./.",
        ),
        ("- Như trên;",),
        to=TO_SENDER,
    ),
    Paper(
        "tc_thong_bao_nguoi_bi_to_cao",
        "THÔNG BÁO",
        "Về nội dung tố cáo",
        (
            "{{ ten_co_quan }} đã thụ lý tố cáo đối với ông (bà) theo Quyết định số {{ so_thu_ly }} "
            "ngày {{ ngay_thu_ly }}.",
            "Nội dung tố cáo: {{ noi_dung }}",
            "Căn cứ:",
            *BASES,
            "{{ ten_co_quan }} thông báo để ông (bà) được biết, giải trình bằng văn bản về nội dung bị tố cáo và "
            "cung cấp thông tin, tài liệu có liên quan cho {{ don_vi_giai_quyet }}./.",
        ),
        ("- Như trên;",),
        to="Ông (bà) {{ nguoi_bi }}, {{ dia_chi_nguoi_bi }}",
    ),
    Paper(
        "tc_quyet_dinh_to_xac_minh",
        "QUYẾT ĐỊNH",
        "Về việc thành lập Tổ xác minh nội dung tố cáo",
        (*BASES, ACCEPTED, PROPOSAL),
        ("- Như Điều 3;",),
        decision=True,
        articles=(
            "**Điều 1.** Thành lập Tổ xác minh nội dung tố cáo đối với ông (bà) {{ nguoi_bi }}, gồm những người "
            "có tên sau đây:",
            "{%p for nguoi in nguoi_xac_minh %}",
            "{{ loop.index }}. {{ nguoi }}",
            "{%p endfor %}",
            "Nội dung tố cáo: {{ noi_dung }}",
            "Nội dung cần xác minh: {{ noi_dung_xac_minh }}",
            "Thời gian xác minh: {{ thoi_han_xac_minh }}.",
            "**Điều 2.** Tổ xác minh thực hiện quyền, nghĩa vụ theo quy định của Luật Tố cáo, báo cáo kết quả xác "
            "minh bằng văn bản và chịu trách nhiệm về kết quả đó. " + SECRECY,
            "**Điều 3.** Những người có tên tại Điều 1, người bị tố cáo và các cơ quan, đơn vị, cá nhân có liên "
            "quan chịu trách nhiệm thi hành Quyết định này./.",
        ),
    ),
    Paper(
        "tc_quyet_dinh_gia_han",
        "QUYẾT ĐỊNH",
        "Về việc gia hạn giải quyết tố cáo (lần {{ lan_gia_han }})",
        (*BASES, ACCEPTED, PROPOSAL),
        ("- Như Điều 2;",),
        decision=True,
        articles=(
            "**Điều 1.** Gia hạn giải quyết tố cáo đã thụ lý theo Quyết định số {{ so_thu_ly }} "
            "ngày {{ ngay_thu_ly }}.",
            "Thời gian gia hạn: {{ so_ngay_gia_han }}. Thời hạn giải quyết trước khi gia hạn đến hết ngày "
            "{{ han_cu }}; sau khi gia hạn đến hết ngày {{ han_moi }}.",
            "Lý do gia hạn: {{ ly_do }}",
            "**Điều 2.** " + OBEYED,
        ),
    ),
    Paper(
        "tc_ket_luan",
        "KẾT LUẬN",
        "Nội dung tố cáo đối với ông (bà) {{ nguoi_bi }}",
        (
            *BASES,
            ACCEPTED,
            "/ Xét báo cáo kết quả xác minh nội dung tố cáo.",
            "{{ nguoi_dung_dau }} kết luận nội dung tố cáo như sau:",
            "# I. NỘI DUNG TỐ CÁO",
            "{{ noi_dung }}",
            "# II. KẾT QUẢ XÁC MINH NỘI DUNG TỐ CÁO",
            "{{ ket_qua_xac_minh }}",
            "# III. CĂN CỨ PHÁP LUẬT ĐỂ XÁC ĐỊNH CÓ HAY KHÔNG CÓ HÀNH VI VI PHẠM",
            "{{ nhan_dinh_can_cu }}",
            "# IV. KẾT LUẬN",
            "Đối với ông (bà) {{ nguoi_bi }}, {{ dia_chi_nguoi_bi }}: {{ ket_qua_giai_quyet }}.",
            "# V. BIỆN PHÁP XỬ LÝ, KIẾN NGHỊ",
            "{{ noi_dung_quyet_dinh }}./.",
        ),
        ("- Người bị tố cáo;", "- Cơ quan, đơn vị có liên quan;", "- Thanh tra tỉnh (để b/c);"),
    ),
    Paper(
        "tc_quyet_dinh_tam_dinh_chi",
        "QUYẾT ĐỊNH",
        "Về việc tạm đình chỉ giải quyết tố cáo",
        (*BASES, ACCEPTED, PROPOSAL),
        ("- Như Điều 3;",),
        decision=True,
        articles=(
            "**Điều 1.** Tạm đình chỉ giải quyết tố cáo đã thụ lý theo Quyết định số {{ so_thu_ly }} "
            "ngày {{ ngay_thu_ly }}.",
            "Lý do tạm đình chỉ: {{ ly_do }}",
            "**Điều 2.** Thời gian tạm đình chỉ không tính vào thời hạn giải quyết tố cáo. Khi căn cứ tạm đình chỉ "
            "không còn, việc giải quyết tố cáo được tiếp tục bằng quyết định.",
            "**Điều 3.** " + OBEYED,
        ),
    ),
    Paper(
        "tc_quyet_dinh_tiep_tuc",
        "QUYẾT ĐỊNH",
        "Về việc tiếp tục giải quyết tố cáo",
        (
            *BASES,
            ACCEPTED,
            "/ Căn cứ Quyết định tạm đình chỉ giải quyết tố cáo số {{ so_tam_dinh_chi }} "
            "ngày {{ ngay_tam_dinh_chi }};",
            PROPOSAL,
        ),
        ("- Như Điều 3;",),
        decision=True,
        articles=(
            "**Điều 1.** Tiếp tục giải quyết tố cáo đã thụ lý theo Quyết định số {{ so_thu_ly }} "
            "ngày {{ ngay_thu_ly }}.",
            "Lý do: {{ ly_do }}",
            "**Điều 2.** Thời hạn giải quyết tiếp tục được tính từ ngày {{ ngay_thuc_hien }}, đến hết ngày "
            "{{ han_moi }}.",
            "**Điều 3.** " + OBEYED,
        ),
    ),
    Paper(
        "tc_quyet_dinh_dinh_chi",
        "QUYẾT ĐỊNH",
        "Về việc đình chỉ giải quyết tố cáo",
        (*BASES, ACCEPTED, PROPOSAL),
        ("- Như Điều 2;",),
        decision=True,
        articles=(
            "**Điều 1.** Đình chỉ giải quyết tố cáo đã thụ lý theo Quyết định số {{ so_thu_ly }} "
            "ngày {{ ngay_thu_ly }}.",
            "Lý do đình chỉ: {{ ly_do }}",
            "**Điều 2.** " + OBEYED,
        ),
    ),
)
