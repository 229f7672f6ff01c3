"""Fictional names and matters, put together from lists by a seeded generator."""

import numpy as np

from models.enums import Kind

FAMILY = tuple(
    [
        "Nguyễn",
        "Trần",
        "Lê",
        "Phạm",
        "Hoàng",
        "Huỳnh",
        "Phan",
        "Vũ",
        "Võ",
        "Đặng",
        "Bùi",
        "Đỗ",
        "Hồ",
        "Ngô",
        "Dương",
        "Lý",
        "Đinh",
        "Mai",
        "Tạ",
        "Châu",
    ]
)
MIDDLE = tuple(
    [
        "Văn",
        "Thị",
        "Hữu",
        "Đức",
        "Ngọc",
        "Thanh",
        "Minh",
        "Quang",
        "Xuân",
        "Thu",
        "Hồng",
        "Gia",
        "Bảo",
        "Kim",
        "Công",
        "Mỹ",
        "Diệu",
        "Khắc",
        "Trọng",
        "Như",
    ]
)
GIVEN = tuple(
    [
        "An",
        "Bình",
        "Châu",
        "Cường",
        "Dũng",
        "Đạt",
        "Giang",
        "Hà",
        "Hải",
        "Hạnh",
        "Hòa",
        "Huệ",
        "Hùng",
        "Khánh",
        "Lan",
        "Liên",
        "Long",
        "Mai",
        "Nam",
        "Nga",
        "Ngân",
        "Phúc",
        "Phượng",
        "Quân",
        "Sơn",
        "Tâm",
        "Thảo",
        "Thắng",
        "Trang",
        "Tuấn",
        "Yến",
        "Lộc",
        "Nghĩa",
        "Oanh",
        "Quyên",
        "Tiến",
        "Uyên",
        "Vinh",
        "Xuyến",
        "Ý",
    ]
)

# Field -> kind -> matters; {place} is a commune, {n} a small number.
MATTERS: dict[str, dict[Kind, tuple[str, ...]]] = {
    "Điện lực": {
        Kind.COMPLAINT: (
            "Khiếu nại việc ngừng cấp điện không báo trước tại {place}",
            "Khiếu nại quyết định xử phạt về sử dụng điện tại {place}",
            "Khiếu nại cách tính tiền điện {n} kỳ liên tiếp",
        ),
        Kind.DENUNCIATION: ("Tố cáo cán bộ nhận tiền khi lắp đặt công tơ tại {place}",),
        Kind.RECOMMENDATION: (
            "Kiến nghị nâng công suất trạm biến áp thôn {n}, {place}",
            "Phản ánh cột điện hạ thế nghiêng, mất an toàn tại {place}",
            "Phản ánh điện áp yếu giờ cao điểm tại {place}",
        ),
    },
    "Thủy điện": {
        Kind.COMPLAINT: ("Khiếu nại bồi thường vùng lòng hồ thủy điện tại {place}",),
        Kind.DENUNCIATION: ("Tố cáo lập hồ sơ bồi thường lòng hồ sai đối tượng tại {place}",),
        Kind.RECOMMENDATION: (
            "Phản ánh thủy điện xả lũ không báo trước tại {place}",
            "Kiến nghị khắc phục sạt lở hạ lưu đập tại {place}",
        ),
    },
    "Xăng dầu": {
        Kind.COMPLAINT: (
            "Khiếu nại quyết định thu hồi giấy chứng nhận đủ điều kiện bán lẻ xăng dầu tại {place}",
            "Khiếu nại kết luận kiểm tra đo lường tại cửa hàng số {n}, {place}",
        ),
        Kind.DENUNCIATION: ("Tố cáo bao che cửa hàng xăng dầu vi phạm tại {place}",),
        Kind.RECOMMENDATION: (
            "Phản ánh cây xăng bán thiếu đong tại {place}",
            "Phản ánh cửa hàng xăng dầu đóng cửa không lý do tại {place}",
        ),
    },
    "Chợ và thương mại": {
        Kind.COMPLAINT: (
            "Khiếu nại việc di dời tiểu thương chợ tại {place}",
            "Khiếu nại bố trí lại ngành hàng không công bằng tại chợ {place}",
        ),
        Kind.DENUNCIATION: ("Tố cáo thu phí quầy sạp ngoài quy định tại {place}",),
        Kind.RECOMMENDATION: (
            "Kiến nghị giảm giá thuê quầy sạp tại {place}",
            "Phản ánh họp chợ tự phát lấn đường tại {place}",
        ),
    },
    "Bán hàng đa cấp": {
        Kind.COMPLAINT: ("Khiếu nại việc từ chối xác nhận tổ chức hội thảo tại {place}",),
        Kind.DENUNCIATION: ("Tố cáo hội thảo bán hàng đa cấp trái phép tại {place}",),
        Kind.RECOMMENDATION: ("Phản ánh mời chào người cao tuổi mua hàng đa cấp tại {place}",),
    },
    "Quản lý thị trường": {
        Kind.COMPLAINT: ("Khiếu nại quyết định tạm giữ hàng hóa {n} ngày tại {place}",),
        Kind.DENUNCIATION: ("Tố cáo công chức kiểm tra thị trường nhũng nhiễu tại {place}",),
        Kind.RECOMMENDATION: (
            "Phản ánh hàng không rõ nguồn gốc bày bán tại {place}",
            "Kiến nghị kiểm tra giá hàng thiết yếu tại {place}",
        ),
    },
    "Cụm công nghiệp": {
        Kind.COMPLAINT: (
            "Khiếu nại phương án bồi thường khi mở rộng cụm công nghiệp tại {place}",
            "Khiếu nại chậm bàn giao mặt bằng lô số {n} cụm công nghiệp {place}",
        ),
        Kind.DENUNCIATION: ("Tố cáo cán bộ nhận tiền khi xét duyệt thuê đất cụm công nghiệp tại {place}",),
        Kind.RECOMMENDATION: (
            "Phản ánh nước thải cụm công nghiệp gây mùi tại {place}",
            "Kiến nghị sửa đường vào cụm công nghiệp {place}",
        ),
    },
    "Hóa chất": {
        Kind.COMPLAINT: ("Khiếu nại việc cấp phép kho hóa chất tại {place}",),
        Kind.DENUNCIATION: ("Tố cáo kiểm tra an toàn hóa chất qua loa tại {place}",),
        Kind.RECOMMENDATION: ("Phản ánh kho hóa chất gần khu dân cư tại {place}",),
    },
    "Vật liệu nổ công nghiệp": {
        Kind.COMPLAINT: ("Khiếu nại kết quả kiểm tra việc nổ mìn tại {place}",),
        Kind.DENUNCIATION: ("Tố cáo mua bán vật liệu nổ sai quy định tại {place}",),
        Kind.RECOMMENDATION: ("Phản ánh nổ mìn khai thác đá làm nứt nhà tại {place}",),
    },
    "Khuyến công": {
        Kind.COMPLAINT: ("Khiếu nại không được xét hỗ trợ khuyến công tại {place}",),
        Kind.DENUNCIATION: ("Tố cáo lập khống hồ sơ khuyến công tại {place}",),
        Kind.RECOMMENDATION: ("Kiến nghị hỗ trợ máy móc cho làng nghề {place}",),
    },
    "Chế độ, chính sách": {
        Kind.COMPLAINT: ("Khiếu nại quyết định kỷ luật viên chức",),
        Kind.DENUNCIATION: ("Tố cáo bổ nhiệm không đúng quy trình",),
        Kind.RECOMMENDATION: ("Kiến nghị giải quyết chế độ nâng lương",),
    },
    "Khác": {
        Kind.COMPLAINT: ("Khiếu nại việc trả hồ sơ thủ tục hành chính quá hạn",),
        Kind.DENUNCIATION: ("Tố cáo thái độ phục vụ gây phiền hà của công chức",),
        Kind.RECOMMENDATION: ("Kiến nghị đơn giản hóa thủ tục thông báo khuyến mại",),
    },
}


def person(rng: np.random.Generator) -> str:
    """A fictional name of three parts."""
    return " ".join(str(rng.choice(part)) for part in (FAMILY, MIDDLE, GIVEN))


def address(rng: np.random.Generator, commune: str) -> str:
    """A fictional address in a commune."""
    kind = "tổ dân phố" if commune.startswith("phường") else "thôn"
    return f"{kind} {rng.integers(1, 13)}, {commune}"


def identity_number(rng: np.random.Generator) -> str:
    """Twelve digits that begin with 000, which no province has."""
    return "000" + "".join(str(d) for d in rng.integers(0, 10, 9))


def matter(rng: np.random.Generator, field: str, kind: Kind, commune: str, *, about: str = "") -> str:
    """What a petition is about; `about` names a market, a project or a firm besides the commune."""
    text = str(rng.choice(MATTERS[field][kind])).format(place=commune, n=rng.integers(2, 10))
    return f"{text}, liên quan {about}" if about else text
