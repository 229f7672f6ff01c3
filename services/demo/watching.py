"""What the leaders of the demonstration decided about its hot spots: files, levels, related cases."""

from datetime import date, datetime, timedelta

from sqlmodel import Session, col

from models import Case, User
from models.enums import ClusterTie, Kind, MeasureKind, OverrideOutcome, RiskLevel
from services import actors, clock
from services.hotspots import candidates, cluster_views, clusters, files, matters, overrides, points, risk
from services.hotspots.assessment import assess
from services.hotspots.cluster_views import LEAST
from services.hotspots.files import FileInput
from services.hotspots.overrides import OverrideInput
from services.permissions import Actor

# Days before today on which a file was opened, and on which its next review lies (negative: overdue).
FILES = (
    (
        75,
        9,
        "Đối thoại với các hộ, rà soát phương án cùng UBND phường; trả lời bằng văn bản trước ngày rà soát.",
    ),
    (
        48,
        -6,
        "Kiểm tra hiện trường, công khai kết quả tại trụ sở UBND xã; mời đại diện các hộ và chủ đầu tư.",
    ),
    (
        20,
        3,
        "Giao phòng chuyên môn theo dõi hằng tuần; báo cáo Giám đốc khi có người kéo đến đông.",
    ),
)
MEASURES = (
    (60, MeasureKind.DIALOGUE, "Đối thoại với 18 hộ; thống nhất lịch rà soát."),
    (45, MeasureKind.INSPECTION, "Kiểm tra hiện trường cùng UBND cấp xã."),
)
REVIEW = (31, "Đã bớt căng; còn ý kiến về thời hạn.")
# Levels: days ago set, days ago ended (negative: still holds), why.
HELD = (9, -19, "Các hộ đã hẹn kéo lên tỉnh tuần tới; điểm chưa phản ánh.")
ENDED = (40, 8, "Lời kêu gọi trên mạng xã hội trước kỳ họp; điểm chưa phản ánh.")
JUDGED = (90, 55, "Vụ việc tạm lắng sau đối thoại, điểm vẫn tính các lần tụ tập cũ.")


def watch(session: Session, director_id: int, *, now: datetime, today: date) -> dict[str, int]:
    """Let the director open files, set levels and confirm one cluster, each on its day; how many of each."""
    user = session.get_one(User, director_id)
    director = actors.actor_of(session, user, today=today)
    # Each is used once; levels come to the cooler ones, where they say something else than the points.
    hottest = _hottest(session, today)
    opened = _files(session, hottest, director, now)
    levels = _levels(session, hottest, director, now)
    return {
        "hot_spot_files": opened,
        "level_overrides": levels,
        "cluster_members": _cluster(session, director, now, today),
    }


def _hottest(session: Session, today: date) -> list[matters.Matter]:
    """Open matters with points whose words are no secret, the hottest first."""
    query = candidates.everybody(today)
    ids = query.with_only_columns(col(Case.id))
    table = points.tables(session).on(today)
    found = [
        (assess(matter.facts_on(today, table), table).points, matter)
        for matter in matters.read(session, session.exec(query).all(), ids)
        if matter.case.kind is not Kind.DENUNCIATION and not matter.case.is_protected
    ]
    found.sort(key=lambda one: (-one[0], one[1].case.id or 0))
    return [matter for heat, matter in found if heat]


def _taken(hottest: list[matters.Matter], day: date) -> Case | None:
    """The first that was there on a day; it is taken out of the list."""
    found = next((matter for matter in hottest if matter.case.received_on <= day), None)
    if found is None:
        return None
    hottest.remove(found)
    return found.case


def _files(session: Session, hottest: list[matters.Matter], actor: Actor, now: datetime) -> int:
    opened = 0
    for place, (ago, review, plan) in enumerate(FILES):
        opening = now - timedelta(days=ago)
        case = _taken(hottest, clock.local_date(opening))
        if case is None:
            break
        next_on = clock.local_date(now) + timedelta(days=review)
        # A plan that is reviewed on the way had a nearer day first.
        first = clock.local_date(opening) + timedelta(days=14) if place == 0 else next_on
        entry = FileInput(plan=plan, next_review_on=first)
        file = files.open_file(session, case.id or 0, entry, actor=actor, now=opening)
        opened += 1
        if place == 0:
            _treated(session, file.id or 0, next_on, actor, now)
    return opened


def _treated(session: Session, file_id: int, next_on: date, actor: Actor, now: datetime) -> None:
    """Measures and a review of the first file."""
    for ago, kind, note in MEASURES:
        then = now - timedelta(days=ago)
        day = clock.local_date(then)
        files.take_measure(session, file_id, kind, taken_on=day, note=note, actor=actor, now=then)
    ago, note = REVIEW
    then = now - timedelta(days=ago)
    files.review(session, file_id, note=note, next_review_on=next_on, actor=actor, now=then)


def _levels(session: Session, cooler: list[matters.Matter], actor: Actor, now: datetime) -> int:
    """One that holds, one that is over and waits for its judgement, one that was judged."""
    made = 0
    for ago, ended, reason in (ENDED, HELD, JUDGED):
        then = now - timedelta(days=ago)
        day = clock.local_date(then)
        case = _taken(cooler, day)
        if case is None:
            break
        by_points = risk.of_case(session, case, today=day).level
        level = RiskLevel.WATCH if by_points is RiskLevel.WARNING else RiskLevel.WARNING
        ends_on = clock.local_date(now) - timedelta(days=ended)
        entry = OverrideInput(level=level, reason=reason, ends_on=ends_on)
        row = overrides.set_level(session, case.id or 0, entry, actor=actor, now=then)
        made += 1
        if reason == JUDGED[2]:
            note = "Không có diễn biến mới trong thời hạn ấn định."
            later = now - timedelta(days=ended - 2)
            overrides.judge(session, row.id or 0, OverrideOutcome.CALMED, note=note, actor=actor, now=later)
    return made


def _cluster(session: Session, actor: Actor, now: datetime, today: date) -> int:
    """Confirms most of the largest suggestion; the others stay suggestions."""
    found = cluster_views.seen(session, actor=actor, today=today)
    named = [one for one in found if one.tie is not ClusterTie.PLACE]
    if not named:
        return 0
    one = named[0]
    chosen = [member.case_id for member in one.suggested]
    # One is left to decide, where the rest is still a cluster.
    chosen = chosen[:-1] if len(chosen) > LEAST else chosen
    return len(clusters.confirm(session, one.tie, one.key, chosen, actor=actor, now=now, today=today))
