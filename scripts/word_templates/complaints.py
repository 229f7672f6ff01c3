"""Papers of the settlement of complaints."""

from scripts.word_templates.layout import Paper

BASES = ("{%p for can_cu in can_cu_phap_ly %}", "/ {{ can_cu }}", "{%p endfor %}")
SENDER = "ông (bà) {{ nguoi_gui }}, địa chỉ: {{ dia_chi_nguoi_gui }}"
TO_SENDER = "Ông (bà) {{ nguoi_gui }}"
PROPOSAL = "/ Xét đề nghị của {{ don_vi_giai_quyet }}."

PAPERS = (
    Paper(
        "kn_thong_bao_thu_ly",
        "THÔNG BÁO",
        "Về việc thụ lý giải quyết khiếu nại",
        (
            "Ngày {{ ngay_nhan_don }}, {{ ten_co_quan }} nhận được đơn khiếu nại của " + SENDER + ".",
            "Nội dung khiếu nại: {{ noi_dung }}",
            "Quyết định hành chính, hành vi hành chính bị khiếu nại: {{ doi_tuong_khieu_nai }}",
            "Sau khi xem xét nội dung đơn, căn cứ:",
            *BASES,
            "Khiếu nại đủ điều kiện thụ lý và thuộc thẩm quyền giải quyết của {{ nguoi_dung_dau }}. "
            "{{ ten_co_quan }} thông báo khiếu nại đã được thụ lý giải quyết. Thời hạn giải quyết là "
            "{{ so_ngay_giai_quyet }} kể từ ngày thụ lý, đến hết ngày {{ han_giai_quyet }}.",
            "Đơn vị được giao theo dõi: {{ don_vi_giai_quyet }}. Mã vụ việc khi cần liên hệ: {{ ma_vu_viec }}.",
            "{{ ten_co_quan }} thông báo để ông (bà) được biết./.",
        ),
        ("- Như trên;", "- Cơ quan chuyển đơn (nếu có);", "- Thanh tra tỉnh (để biết);"),
        to=TO_SENDER,
    ),
    Paper(
        "kn_thong_bao_khong_thu_ly",
        "THÔNG BÁO",
        "Về việc không thụ lý giải quyết khiếu nại",
        (
            "Ngày {{ ngay_nhan_don }}, {{ ten_co_quan }} nhận được đơn khiếu nại của " + SENDER + ".",
            "Nội dung khiếu nại: {{ noi_dung }}",
            "Sau khi xem xét nội dung đơn, căn cứ:",
            *BASES,
            "{{ ten_co_quan }} không thụ lý giải quyết khiếu nại nêu trên vì lý do sau: {{ ly_do }}",
            "{{ ten_co_quan }} thông báo để ông (bà) được biết./.",
        ),
        ("- Như trên;", "- Cơ quan chuyển đơn (nếu có);"),
        to=TO_SENDER,
    ),
    Paper(
        "kn_quyet_dinh_giao_xac_minh",
        "QUYẾT ĐỊNH",
        "Về việc giao nhiệm vụ xác minh nội dung khiếu nại",
        (
            *BASES,
            "/ Căn cứ Thông báo thụ lý giải quyết khiếu nại số {{ so_thu_ly }} ngày {{ ngay_thu_ly }};",
            PROPOSAL,
        ),
        ("- Như Điều 3;",),
        decision=True,
        articles=(
            "**Điều 1.** Giao những người có tên sau đây xác minh nội dung khiếu nại của "
            "ông (bà) {{ nguoi_gui }}:",
            "{%p for nguoi in nguoi_xac_minh %}",
            "{{ loop.index }}. {{ nguoi }}",
            "{%p endfor %}",
            "Nội dung khiếu nại: {{ noi_dung }}",
            "Nội dung cần xác minh: {{ noi_dung_xac_minh }}",
            "Thời gian xác minh: {{ thoi_han_xac_minh }}.",
            "**Điều 2.** Người được giao xác minh thực hiện quyền, nghĩa vụ theo quy định của Luật Khiếu nại, "
            "báo cáo kết quả xác minh bằng văn bản và chịu trách nhiệm về kết quả đó.",
            "**Điều 3.** Những người có tên tại Điều 1, người khiếu nại, người bị khiếu nại và các cơ quan, "
            "đơn vị, cá nhân có liên quan chịu trách nhiệm thi hành Quyết định này./.",
        ),
    ),
    Paper(
        "kn_quyet_dinh_lan_dau",
        "QUYẾT ĐỊNH",
        "Về việc giải quyết khiếu nại của ông (bà) {{ nguoi_gui }} (lần đầu)",
        (
            *BASES,
            "/ Căn cứ Thông báo thụ lý giải quyết khiếu nại số {{ so_thu_ly }} ngày {{ ngay_thu_ly }};",
            "/ Xét đơn khiếu nại của "
            + SENDER
            + ", khiếu nại đối với {{ nguoi_bi }}, {{ dia_chi_nguoi_bi }}.",
            "# I. NỘI DUNG KHIẾU NẠI",
            "{{ noi_dung }}",
            "# II. KẾT QUẢ XÁC MINH NỘI DUNG KHIẾU NẠI",
            "{{ ket_qua_xac_minh }}",
            "# III. KẾT QUẢ ĐỐI THOẠI (NẾU CÓ)",
            "Ngày đối thoại: {{ ngay_doi_thoai }}. {{ ket_qua_doi_thoai }}",
            "# IV. NHẬN XÉT, KẾT LUẬN",
            "{{ nhan_dinh_can_cu }}",
            "Từ những nhận định và căn cứ trên, kết luận: {{ ket_qua_giai_quyet }}.",
        ),
        ("- Như Điều 3;", "- Thanh tra tỉnh (để b/c);"),
        decision=True,
        articles=(
            "**Điều 1.** Kết luận đối với khiếu nại của ông (bà) {{ nguoi_gui }}: {{ ket_qua_giai_quyet }}.",
            "**Điều 2.** {{ noi_dung_quyet_dinh }}",
            "**Điều 3.** Người khiếu nại, người bị khiếu nại, {{ don_vi_giai_quyet }} và các cơ quan, đơn vị, "
            "cá nhân có liên quan chịu trách nhiệm thi hành Quyết định này.",
            "Nếu không đồng ý với Quyết định này, người khiếu nại có quyền khiếu nại lần hai đến người có thẩm "
            "quyền hoặc khởi kiện vụ án hành chính tại Tòa án theo quy định của pháp luật./.",
        ),
    ),
    Paper(
        "kn_quyet_dinh_lan_hai",
        "QUYẾT ĐỊNH",
        "Về việc giải quyết khiếu nại của ông (bà) {{ nguoi_gui }} (lần hai)",
        (
            *BASES,
            "/ Căn cứ Thông báo thụ lý giải quyết khiếu nại số {{ so_thu_ly }} ngày {{ ngay_thu_ly }};",
            "/ Xét đơn khiếu nại lần hai của " + SENDER + ", khiếu nại đối với {{ nguoi_bi }}, "
            "{{ dia_chi_nguoi_bi }}.",
            "# I. NỘI DUNG KHIẾU NẠI",
            "{{ noi_dung }}",
            "# II. KẾT QUẢ GIẢI QUYẾT KHIẾU NẠI LẦN ĐẦU",
            "Quyết định giải quyết khiếu nại lần đầu: {{ so_quyet_dinh_lan_dau }}.",
            "# III. KẾT QUẢ XÁC MINH NỘI DUNG KHIẾU NẠI",
            "{{ ket_qua_xac_minh }}",
            "# IV. KẾT QUẢ ĐỐI THOẠI",
            "Ngày đối thoại: {{ ngay_doi_thoai }}. {{ ket_qua_doi_thoai }}",
            "# V. NHẬN XÉT, KẾT LUẬN",
            "{{ nhan_dinh_can_cu }}",
        ),
        ("- Như Điều 3;", "- Thanh tra tỉnh (để b/c);"),
        decision=True,
        articles=(
            "**Điều 1.** Giải quyết khiếu nại lần hai của ông (bà) {{ nguoi_gui }}: {{ ket_qua_giai_quyet }} "
            "({{ so_quyet_dinh_lan_dau }}).",
            "**Điều 2.** {{ noi_dung_quyet_dinh }}",
            "**Điều 3.** Người khiếu nại, người bị khiếu nại, {{ don_vi_giai_quyet }} và các cơ quan, đơn vị, "
            "cá nhân có liên quan chịu trách nhiệm thi hành Quyết định này.",
            "Nếu không đồng ý với Quyết định này, người khiếu nại có quyền khởi kiện vụ án hành chính tại Tòa án "
            "theo quy định của Luật Tố tụng hành chính./.",
        ),
    ),
    Paper(
        "kn_quyet_dinh_tam_dinh_chi",
        "QUYẾT ĐỊNH",
        "Về việc tạm đình chỉ giải quyết khiếu nại",
        (
            *BASES,
            "/ Căn cứ Thông báo thụ lý giải quyết khiếu nại số {{ so_thu_ly }} ngày {{ ngay_thu_ly }};",
            PROPOSAL,
        ),
        ("- Như Điều 3;",),
        decision=True,
        articles=(
            "**Điều 1.** Tạm đình chỉ giải quyết khiếu nại của " + SENDER + ".",
            "Nội dung khiếu nại: {{ noi_dung }}",
            "Lý do tạm đình chỉ: {{ ly_do }}",
            "**Điều 2.** Thời gian tạm đình chỉ không tính vào thời hạn giải quyết khiếu nại. Khi lý do tạm đình "
            "chỉ không còn, việc giải quyết khiếu nại được tiếp tục bằng quyết định.",
            "**Điều 3.** Người khiếu nại, {{ don_vi_giai_quyet }} và các cơ quan, đơn vị, cá nhân có liên quan "
            "chịu trách nhiệm thi hành Quyết định này./.",
        ),
    ),
    Paper(
        "kn_quyet_dinh_tiep_tuc",
        "QUYẾT ĐỊNH",
        "Về việc tiếp tục giải quyết khiếu nại",
        (
            *BASES,
            "/ Căn cứ Quyết định tạm đình chỉ giải quyết khiếu nại số {{ so_tam_dinh_chi }} "
            "ngày {{ ngay_tam_dinh_chi }};",
            PROPOSAL,
        ),
        ("- Như Điều 3;",),
        decision=True,
        articles=(
            "**Điều 1.** Tiếp tục giải quyết khiếu nại của " + SENDER + ".",
            "Nội dung khiếu nại: {{ noi_dung }}",
            "Lý do: {{ ly_do }}",
            "**Điều 2.** Thời hạn giải quyết tiếp tục được tính từ ngày {{ ngay_thuc_hien }}, đến hết ngày "
            "{{ han_moi }}.",
            "**Điều 3.** Người khiếu nại, {{ don_vi_giai_quyet }} và các cơ quan, đơn vị, cá nhân có liên quan "
            "chịu trách nhiệm thi hành Quyết định này./.",
        ),
    ),
    Paper(
        "kn_quyet_dinh_dinh_chi",
        "QUYẾT ĐỊNH",
        "Về việc đình chỉ giải quyết khiếu nại",
        (
            *BASES,
            "/ Căn cứ Thông báo thụ lý giải quyết khiếu nại số {{ so_thu_ly }} ngày {{ ngay_thu_ly }};",
            PROPOSAL,
        ),
        ("- Như Điều 2;",),
        decision=True,
        articles=(
            "**Điều 1.** Đình chỉ giải quyết khiếu nại của " + SENDER + ".",
            "Nội dung khiếu nại: {{ noi_dung }}",
            "Lý do đình chỉ: {{ ly_do }}",
            "**Điều 2.** Người khiếu nại, {{ don_vi_giai_quyet }} và các cơ quan, đơn vị, cá nhân có liên quan "
            "chịu trách nhiệm thi hành Quyết định này./.",
        ),
    ),
)
