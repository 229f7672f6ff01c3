"""Slips and letters of the handling of petitions, and papers on recommendations and reflections."""

from scripts.word_templates.complaints import BASES, SENDER, TO_SENDER
from scripts.word_templates.layout import Paper

RECEIVED = "Ngày {{ ngay_nhan_don }}, {{ ten_co_quan }} nhận được đơn {{ loai_don }} của " + SENDER + "."
CONTENT = "Nội dung đơn: {{ noi_dung }}"

PAPERS = (
    Paper(
        "phieu_huong_dan",
        "PHIẾU HƯỚNG DẪN",
        "Về việc gửi đơn {{ loai_don }} đến cơ quan có thẩm quyền",
        (
            RECEIVED,
            CONTENT,
            "Sau khi xem xét nội dung đơn, căn cứ:",
            *BASES,
            "Nội dung đơn không thuộc thẩm quyền giải quyết của {{ ten_co_quan }}. Đề nghị ông (bà) gửi đơn đến "
            "{{ co_quan_nhan }} để được xem xét, giải quyết theo thẩm quyền. {{ ly_do }}",
            "Việc hướng dẫn đối với một nội dung đơn chỉ thực hiện một lần./.",
        ),
        ("- Như trên;",),
        to=TO_SENDER,
    ),
    Paper(
        "phieu_tra_don",
        "THÔNG BÁO",
        "Về việc trả lại đơn {{ loai_don }}",
        (
            "Ngày {{ ngay_nhan_don }}, {{ ten_co_quan }} nhận được đơn {{ loai_don }} của ông (bà).",
            CONTENT,
            "Sau khi xem xét nội dung đơn, căn cứ:",
            *BASES,
            "{{ ten_co_quan }} trả lại đơn vì lý do sau: {{ ly_do }}",
            "Đơn và tài liệu gửi trả: {{ tai_lieu_kem_theo }}",
            "{{ ten_co_quan }} thông báo để ông (bà) được biết./.",
        ),
        ("- Như trên;",),
        to=TO_SENDER,
    ),
    Paper(
        "cong_van_don_doc",
        "",
        "đôn đốc giải quyết khiếu nại",
        (
            RECEIVED,
            CONTENT,
            "Căn cứ:",
            *BASES,
            "Khiếu nại thuộc thẩm quyền giải quyết của {{ co_quan_nhan }}. {{ ly_do }}",
            "{{ ten_co_quan }} đề nghị {{ co_quan_nhan }} giải quyết khiếu nại theo đúng quy định và thông báo kết "
            "quả bằng văn bản đến {{ ten_co_quan }}. Thời gian báo cáo: {{ han_bao_cao }}./.",
        ),
        ("- Như trên;", "- Người khiếu nại (để biết);"),
        to="{{ co_quan_nhan }}",
    ),
    Paper(
        "kp_phieu_giao",
        "PHIẾU GIAO VIỆC",
        "Về việc nghiên cứu, trả lời kiến nghị, phản ánh",
        (
            RECEIVED,
            CONTENT,
            "Căn cứ:",
            *BASES,
            "{{ nguoi_dung_dau }} giao {{ co_quan_nhan }} nghiên cứu, tham mưu văn bản trả lời, hoàn thành trước "
            "hoặc trong ngày {{ han_giai_quyet }}.",
            "Yêu cầu: {{ noi_dung_quyet_dinh }}./.",
        ),
        ("- Như trên;",),
        to="{{ co_quan_nhan }}",
    ),
    Paper(
        "kp_phieu_chuyen",
        "PHIẾU CHUYỂN ĐƠN",
        "Kiến nghị, phản ánh",
        (
            RECEIVED,
            CONTENT,
            "Sau khi xem xét nội dung đơn, căn cứ:",
            *BASES,
            "Nội dung kiến nghị, phản ánh không thuộc thẩm quyền của {{ ten_co_quan }}. {{ ten_co_quan }} chuyển đơn "
            "đến {{ co_quan_nhan }} để xem xét, trả lời theo thẩm quyền và thông báo kết quả cho {{ ten_co_quan }}.",
            "Tài liệu kèm theo: {{ tai_lieu_kem_theo }}./.",
        ),
        ("- Như trên;", "- Người gửi đơn (để biết);"),
        to="{{ co_quan_nhan }}",
    ),
    Paper(
        "kp_van_ban_tra_loi",
        "",
        "trả lời kiến nghị, phản ánh",
        (
            RECEIVED,
            CONTENT,
            "Căn cứ:",
            *BASES,
            "{{ ten_co_quan }} trả lời như sau:",
            "{{ noi_dung_tra_loi }}",
            "{{ ten_co_quan }} trả lời để ông (bà) được biết./.",
        ),
        ("- Như trên;",),
        to=TO_SENDER,
    ),
)
