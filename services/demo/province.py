"""The fictional province of Bình Minh: units, communes, fields, people. None of it exists."""

from dataclasses import dataclass, field
from datetime import date

from models.enums import Role, UnitKind

START = date(2015, 1, 1)
# Departments' inspectorates ended with the two-level local government.
INSPECTORATE_ENDED = date(2025, 6, 30)


@dataclass(frozen=True)
class DemoUnit:
    """A unit of the department; `load` is its share of work, `strain` above 1 makes it late."""

    code: str
    name: str
    short: str
    kind: UnitKind
    head: str
    load: float = 1.0
    strain: float = 1.0
    officers: int = 3
    valid_to: date | None = None
    successor: str = ""


UNITS = (
    DemoUnit("VP", "Văn phòng Sở", "Văn phòng", UnitKind.DIVISION, "Lê Thị Thu Cúc", 0.5, 0.8, 2),
    DemoUnit(
        "PCTD",
        "Phòng Pháp chế và Tiếp công dân",
        "Pháp chế - TCD",
        UnitKind.DIVISION,
        "Phan Đức Mẫn",
        0.9,
        0.7,
        3,
    ),
    DemoUnit(
        "TTR",
        "Thanh tra Sở",
        "Thanh tra",
        UnitKind.DIVISION,
        "Phan Đức Mẫn",
        0.9,
        0.8,
        0,
        INSPECTORATE_ENDED,
        "PCTD",
    ),
    DemoUnit(
        "QLCN", "Phòng Quản lý công nghiệp", "QL công nghiệp", UnitKind.DIVISION, "Vũ Hoài Lâm", 1.3, 1.0, 4
    ),
    DemoUnit(
        "QLTM", "Phòng Quản lý thương mại", "QL thương mại", UnitKind.DIVISION, "Đặng Bích Thủy", 1.6, 1.25, 4
    ),
    DemoUnit(
        "QLNL", "Phòng Quản lý năng lượng", "QL năng lượng", UnitKind.DIVISION, "Hồ Sĩ Khôi", 1.4, 0.95, 4
    ),
    DemoUnit(
        "KHTC",
        "Phòng Kế hoạch - Tài chính",
        "Kế hoạch - TC",
        UnitKind.DIVISION,
        "Ngô Thanh Vân Hà",
        0.3,
        0.8,
        2,
    ),
    DemoUnit(
        "CCQLTT",
        "Chi cục Quản lý thị trường",
        "Chi cục QLTT",
        UnitKind.SUBORDINATE,
        "Trịnh Quốc Bảo Khang",
        1.2,
        0.9,
        4,
    ),
    DemoUnit(
        "TTKC",
        "Trung tâm Khuyến công",
        "TT Khuyến công",
        UnitKind.SUBORDINATE,
        "Bùi Thảo Nguyên",
        0.6,
        0.85,
        2,
    ),
    DemoUnit(
        "BQLCCN",
        "Ban Quản lý cụm công nghiệp",
        "BQL cụm CN",
        UnitKind.SUBORDINATE,
        "Mai Xuân Thạch",
        1.3,
        1.55,
        3,
    ),
)
OUTSIDE = (
    ("UBNDT", "UBND tỉnh Bình Minh"),
    ("TTT", "Thanh tra tỉnh Bình Minh"),
    ("DLBM", "Công ty Điện lực Bình Minh"),
    ("SNNMT", "Sở Nông nghiệp và Môi trường tỉnh Bình Minh"),
)


@dataclass(frozen=True)
class DemoCommune:
    """A commune with its place on the tile map (row, column)."""

    name: str
    row: int
    column: int
    population: int
    is_remote: bool = False


COMMUNES = (
    DemoCommune("phường Trung Tâm", 2, 3, 68_000),
    DemoCommune("phường Đông Hòa", 2, 4, 52_000),
    DemoCommune("phường Bến Cảng", 3, 4, 47_000),
    DemoCommune("phường Tây Sơn Hạ", 2, 2, 39_000),
    DemoCommune("xã An Bình", 1, 3, 24_000),
    DemoCommune("xã Phú Mỹ", 3, 3, 31_000),
    DemoCommune("xã Đức Thuận", 3, 2, 28_000),
    DemoCommune("xã Hòa Sơn", 1, 2, 19_000),
    DemoCommune("xã Cửa Lạch", 4, 4, 22_000),
    DemoCommune("xã Tân Lập", 1, 4, 21_000),
    DemoCommune("xã Suối Đá", 0, 1, 9_000, True),
    DemoCommune("xã Khe Vàng", 0, 2, 7_500, True),
    DemoCommune("xã Đồng Mây", 1, 1, 12_000, True),
    DemoCommune("xã Vĩnh Thạnh Đông", 4, 3, 26_000),
    DemoCommune("xã Lộc Điền", 4, 2, 18_000),
    DemoCommune("xã Bàu Sen", 3, 1, 15_000),
    DemoCommune("xã Thượng Nguồn", 0, 0, 5_800, True),
    DemoCommune("xã Hải Nam Bình", 5, 4, 20_000),
    DemoCommune("xã Gò Dưa", 2, 1, 14_000),
    DemoCommune("xã Bình Khê Trung", 1, 0, 8_900, True),
    DemoCommune("xã Cồn Nhạn", 5, 3, 11_000),
    DemoCommune("xã Mỹ Lợi Hạ", 0, 3, 16_500),
    DemoCommune("xã Trà Giang Thượng", 0, 4, 9_700, True),
    DemoCommune("xã Phước Hưng Tây", 4, 1, 17_000),
)

# Field name -> (unit that handles it, weight in the flow of petitions).
FIELDS: dict[str, tuple[str, float]] = {
    "Điện lực": ("QLNL", 1.6),
    "Thủy điện": ("QLNL", 0.8),
    "Xăng dầu": ("QLTM", 1.1),
    "Chợ và thương mại": ("QLTM", 1.5),
    "Bán hàng đa cấp": ("CCQLTT", 0.7),
    "Quản lý thị trường": ("CCQLTT", 1.2),
    "Cụm công nghiệp": ("BQLCCN", 1.5),
    "Hóa chất": ("QLCN", 0.7),
    "Vật liệu nổ công nghiệp": ("QLCN", 0.8),
    "Khuyến công": ("TTKC", 0.6),
    "Chế độ, chính sách": ("VP", 0.5),
    "Khác": ("PCTD", 0.6),
}


@dataclass(frozen=True)
class DemoAccount:
    """A sample account: it is offered on the sign-in screen of the demonstration."""

    username: str
    name: str
    role: Role
    unit: str
    head_of: str = field(default="")


ACCOUNTS = (
    DemoAccount("giamdoc", "Trần Hải Đăng (Giám đốc)", Role.DIRECTOR, "SCT", "SCT"),
    DemoAccount("dauviec", "Phan Đức Mẫn (đơn vị đầu mối)", Role.INSPECTOR, "PCTD", "PCTD"),
    DemoAccount("truongphong", "Đặng Bích Thủy (Trưởng phòng QLTM)", Role.UNIT_HEAD, "QLTM", "QLTM"),
    DemoAccount("chuyenvien", "Nguyễn Khánh Vy (chuyên viên QLTM)", Role.OFFICER, "QLTM"),
    DemoAccount("vanthu", "Lý Mộc Miên (tiếp công dân)", Role.RECEPTION_CLERK, "SCT"),
    DemoAccount("xemsolieu", "Tổ tổng hợp (chỉ xem số liệu)", Role.VIEWER, "SCT"),
    DemoAccount("quantri", "Quản trị hệ thống", Role.ADMINISTRATOR, "SCT"),
)
