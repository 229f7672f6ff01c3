"""Writes docs/security/rights.md: who may do what, from the one table in services/permissions.py."""

from pathlib import Path

from models.enums import Role
from services.permissions import ALLOWED, Permission

FILE = Path(__file__).resolve().parents[1] / "docs" / "security" / "rights.md"

ROLES = {
    Role.DIRECTOR: "Lãnh đạo Sở",
    Role.INSPECTOR: "Đầu mối",
    Role.UNIT_HEAD: "Trưởng đơn vị",
    Role.OFFICER: "Chuyên viên",
    Role.RECEPTION_CLERK: "Tiếp công dân",
    Role.VIEWER: "Xem số liệu",
    Role.ADMINISTRATOR: "Quản trị",
}
SEES = {
    Role.DIRECTOR: "toàn Sở, trừ vụ việc bị tường ngăn",
    Role.INSPECTOR: "toàn Sở khi đơn vị mình là đầu mối (không thì đơn vị mình), trừ vụ việc bị tường ngăn",
    Role.UNIT_HEAD: "đơn vị mình và các đơn vị trực thuộc, trừ vụ việc bị tường ngăn",
    Role.OFFICER: "việc được giao; của đơn vị mình thì trừ tố cáo",
    Role.RECEPTION_CLERK: "đơn đơn vị mình tiếp nhận gần đây (tham số `clerk.days_visible`)",
    Role.VIEWER: "chỉ số liệu, không có tố cáo; không mở được hồ sơ nào",
    Role.ADMINISTRATOR: "không xem được vụ việc nào",
}
DOES = {
    Permission.PETITION_ENTER: "Nhập đơn, thêm bản quét",
    Permission.PETITION_HANDLE: "Phân loại, xử lý đơn",
    Permission.PETITION_VOID: "Hủy đơn nhập nhầm",
    Permission.CASE_READ: "Mở vụ việc và đơn trong phạm vi được xem",
    Permission.CASE_WORK: "Ghi bước giải quyết, ghi chú, lập văn bản",
    Permission.CASE_ASSIGN: "Giao việc; xem ai xem được vụ việc",
    Permission.CASE_GRANT: "Giao, thu hồi quyền của người xác minh một vụ việc",
    Permission.CASE_DECIDE: "Quyết định thụ lý, giải quyết",
    Permission.CASE_TRANSFER_LEAD: "Chuyển tiếp vụ việc đã chuyển nhiều lần",
    Permission.IDENTITY_READ: "Xem danh tính được bảo vệ, có nêu mục đích",
    Permission.IDENTITY_GRANT: "Cho người khác mở danh tính của một đơn; bỏ bảo vệ danh tính",
    Permission.EMERGENCY_OPEN: "Truy cập khẩn cấp một đơn niêm phong",
    Permission.CROWD_RECORD: "Ghi đoàn đông người, vượt cấp",
    Permission.DIRECTIVE_RECORD: "Ghi chỉ đạo của cấp trên",
    Permission.HOTSPOT_LEAD: "Mở, đóng hồ sơ điểm nóng; ấn định mức có thời hạn; xác nhận vụ việc liên quan",
    Permission.REGISTER_IMPORT: "Nhập sổ cũ",
    Permission.FIGURES_READ: "Xem số liệu",
    Permission.FIGURES_PUBLISH: "Công bố số liệu chính thức quý",
    Permission.EXPORT: "Xuất Excel",
    Permission.DELEGATE: "Ủy quyền việc của mình theo ngày",
    Permission.HAND_OVER: "Bàn giao việc của người khác",
    Permission.CATALOGUE_EDIT: "Sửa danh mục",
    Permission.UNIT_EDIT: "Sửa đơn vị, người đứng đầu",
    Permission.USER_EDIT: "Sửa tài khoản, vai trò",
    Permission.SETTING_EDIT: "Sửa tham số",
    Permission.RULE_READ: "Xem quy tắc thời hạn",
    Permission.RULE_EDIT: "Sửa quy tắc thời hạn, lịch nghỉ",
    Permission.RISK_POINTS_EDIT: "Ban hành bảng điểm điểm nóng",
    Permission.AUDIT_READ: "Xem nhật ký; xem các lần truy cập khẩn cấp",
    Permission.AUDIT_ADMIN_READ: "Xem nhật ký quản trị",
    Permission.PERSONAL_DATA: "Tra cứu, cung cấp, đính chính, hạn chế dữ liệu cá nhân",
    Permission.WATCH_RUN: "Chạy kiểm tra thời hạn, nhắc việc",
    Permission.ALARM_READ: "Xem cảnh báo của kiểm tra thời hạn",
    Permission.CLOCK_RECOMPUTE: "Tính lại thời hạn từ lịch sử",
}
HEAD = """# Quyền: ai được làm gì, ai xem được gì

Bảng này sinh ra từ `services/permissions.py` bằng `python -m scripts.rights_table`; một kiểm thử báo khi
bảng khác mã nguồn. Phải có cả quyền (bảng thứ nhất) lẫn phạm vi (bảng thứ hai).
"""
REST = """
## Ngoài vai trò

* **Người xác minh** (giao theo từng vụ việc): Lãnh đạo Sở hoặc đầu mối giao một vụ việc cho một cán bộ bất kỳ
  đến hết một ngày, có lý do. Người đó làm vụ việc nhưng không vì thế mà xem được danh tính; hết ngày hoặc bị
  thu hồi thì thôi ngay. Trang vụ việc có mục “Ai xem được vụ việc này”.
* **Ủy quyền**: trong các ngày ghi rõ, người làm thay xem và làm việc đã giao cho người ủy quyền, miễn là
  chính người ủy quyền còn mở được việc đó. Không kèm quyền xác minh, không truyền tiếp cho người thứ ba,
  không vượt tường ngăn của ai trong hai người. Nhật ký ghi “thay cho ai”.
* **Tường ngăn** của tố cáo đứng trên mọi quyền trong bảng.
* **Truy cập khẩn cấp**: Lãnh đạo Sở mở danh tính và nội dung một đơn niêm phong trong một số giờ, có lý do.
  Người đứng đầu đơn vị đầu mối được báo ngay (nếu người này bị tường ngăn thì báo người thay). Mọi lần xem
  đều được đánh dấu trong nhật ký. Khi người đứng đầu Sở bị tố cáo, chỉ người thay (tham số
  `denunciation.deputy`) mở được. Tự hết giờ.
* **Quản trị hệ thống** không xem được vụ việc nào nhờ vai trò quản trị; `manage.py` chạy với tên hệ thống và
  được ghi nhật ký.
* **Số liệu chính thức** chốt theo quý báo cáo; số tố cáo nhỏ không công bố. Xem
  `docs/decisions/0019-rights-and-official-figures.md`.
"""


def text() -> str:
    """The page as it has to be. KeyError for a right or a role without its words."""
    names = [ROLES[role] for role in Role]
    lines = [HEAD, f"| Quyền | {' | '.join(names)} |", "|---|" + ":-:|" * len(names)]
    for permission in Permission:
        marks = ["x" if permission in ALLOWED[role] else "" for role in Role]
        lines.append(f"| {DOES[permission]} (`{permission.value}`) | {' | '.join(marks)} |")
    lines += ["", "| Vai trò | Xem được |", "|---|---|"]
    lines += [f"| {ROLES[role]} | {SEES[role]} |" for role in Role]
    return "\n".join(lines) + "\n" + REST


if __name__ == "__main__":
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(text(), encoding="utf-8")
