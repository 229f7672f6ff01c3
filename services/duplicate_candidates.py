"""Where to look for petitions that may be the same, and how alike their contents are."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import func
from sqlmodel import Session, and_, col, or_, select

from models import Identity, Party, Petition
from models.enums import Kind
from services import petition_records, thresholds, vault
from services.text import fold, sorted_words

# Rows looked at per way of finding; contents of a common name are ranked, not listed.
CANDIDATES = 400
# Two or three words are contained in too many contents to mean anything.
LONG_ENOUGH = 5
# From this length on a text may be part of a longer one; shorter ones are set phrases.
LONG_ENOUGH_AS_PART = 10
# Runs of words that are looked for in the stored contents, and how long a run is.
RUNS, RUN_LENGTH = 3, 4


@dataclass(frozen=True)
class Question:
    """What is known so far of the petition in hand."""

    kind: Kind
    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    summary: str = ""
    commune_id: int | None = None
    field_id: int | None = None
    petition_id: int | None = None


@dataclass(frozen=True)
class Signs:
    """The question in the forms in which stored petitions are found."""

    name_keys: frozenset[str]
    name_hashes: frozenset[str]
    number_hashes: frozenset[str]
    content: str
    content_hashes: frozenset[str]

    @classmethod
    def of(cls, question: Question) -> "Signs":
        """What of the question is worth looking for."""
        # One word ("Lan") is not a name yet; the clerk is still typing.
        names = [name for name in question.names if len(name.split()) > 1]
        sealed = question.kind is Kind.DENUNCIATION
        return cls(
            name_keys=frozenset() if sealed else frozenset(sorted_words(name) for name in names),
            name_hashes=frozenset(one for name in names for one in vault.name_hashes(name)),
            number_hashes=frozenset(
                one for n in question.numbers if len(n) > 5 for one in vault.number_hashes(n)
            ),
            content=fold(question.summary),
            content_hashes=frozenset(vault.content_hashes(question.summary)),
        )

    @property
    def is_empty(self) -> bool:
        """Whether too little is known yet to look for anything."""
        return not (self.name_hashes or self.number_hashes or len(self.content.split()) >= LONG_ENOUGH)


def candidates(session: Session, question: Question, signs: Signs, *, today: date) -> dict[int, Petition]:
    """Petitions worth comparing, each way of finding bounded by CANDIDATES of the newest."""
    sealed = question.kind is Kind.DENUNCIATION
    kinds = Petition.kind == Kind.DENUNCIATION if sealed else Petition.kind != Kind.DENUNCIATION
    alive: list[Any] = [col(Petition.voided_at).is_(None), kinds]
    if question.petition_id is not None:
        alive.append(col(Petition.id) != question.petition_id)
    found: dict[int, Petition] = {}

    def collect(*conditions: Any) -> None:
        statement = select(Petition).where(*alive, *conditions)
        newest = statement.order_by(col(Petition.received_on).desc()).limit(CANDIDATES)
        found.update((petition.id or 0, petition) for petition in session.exec(newest))

    for ids in _ids_by_people(session, signs):
        if ids:
            collect(col(Petition.id).in_(ids))
    if len(signs.content.split()) >= LONG_ENOUGH:
        collect(col(Petition.content_hash).in_(signs.content_hashes))
        if not sealed:
            collect(col(Petition.id).in_(_ids_by_content(session, question, signs, alive, today=today)))
    return found


def _ids_by_people(session: Session, signs: Signs) -> list[list[int]]:
    """Ids of petitions whose senders have a number, a protected name or a name."""
    by_identity = select(Party.petition_id).join(Identity, col(Identity.party_id) == col(Party.id))
    statements = []
    if signs.number_hashes:
        statements.append(by_identity.where(col(Identity.number_hash).in_(signs.number_hashes)))
    if signs.name_hashes:
        statements.append(by_identity.where(col(Identity.name_hash).in_(signs.name_hashes)))
    if signs.name_keys:
        statements.append(select(Party.petition_id).where(col(Party.name_key).in_(signs.name_keys)))
    # The newest rows have the highest ids; a common name has thousands.
    return [
        list(session.exec(s.order_by(col(Party.petition_id).desc()).limit(CANDIDATES))) for s in statements
    ]


def _ids_by_content(
    session: Session, question: Question, signs: Signs, alive: list[Any], *, today: date
) -> list[int]:
    """Ids of petitions that share a run of words with the content, or commune and field with the question.

    One pass over the table from its newest end: an index on the day would turn it into as many
    look-ups as there are rows, and no index finds words in the middle of a text on both databases.
    """
    since = today - timedelta(days=thresholds.number(session, "duplicate.days", today=today))
    inside = func.instr if session.get_bind().dialect.name == "sqlite" else func.strpos
    alike: list[Any] = [inside(col(Petition.search), run) > 0 for run in _runs(signs.content)]
    if question.commune_id is not None and question.field_id is not None:
        alike.append(and_(Petition.commune_id == question.commune_id, Petition.field_id == question.field_id))
    # COALESCE keeps the day's index out of the plan.
    recent = func.coalesce(col(Petition.received_on), since) >= since
    newest = select(Petition.id).where(*alive, recent, or_(*alike)).order_by(col(Petition.id).desc())
    return [found or 0 for found in session.exec(newest.limit(CANDIDATES))]


def _runs(content: str) -> list[str]:
    """A few runs of words spread over a text, the ones with the longest words: "kinh doanh xang dau"."""
    parts = content.split()
    runs = [" ".join(parts[i : i + RUN_LENGTH]) for i in range(max(1, len(parts) - RUN_LENGTH + 1))]
    spread = max(1, len(runs) // RUNS)
    groups = [runs[i : i + spread] for i in range(0, len(runs), spread)][:RUNS]
    return [max(group, key=len) for group in groups]


def people_matches(session: Session, signs: Signs, ids: list[int]) -> tuple[set[int], set[int]]:
    """Which of the petitions share a number, and which a name."""
    matches = [set[int](), set[int]()]
    among = col(Party.petition_id).in_(ids)
    joined = select(Party.petition_id).join(Identity, col(Identity.party_id) == col(Party.id)).where(among)
    if signs.number_hashes:
        matches[0].update(session.exec(joined.where(col(Identity.number_hash).in_(signs.number_hashes))))
    if signs.name_hashes:
        matches[1].update(session.exec(joined.where(col(Identity.name_hash).in_(signs.name_hashes))))
    if signs.name_keys:
        plain = select(Party.petition_id).where(among, col(Party.name_key).in_(signs.name_keys))
        matches[1].update(session.exec(plain))
    return matches[0], matches[1]


def likeness_of(petition: Petition, question: Question, signs: Signs, threshold: int) -> int:
    """How alike two contents are, 0 below the threshold; sealed contents are equal or unlike."""
    if len(signs.content.split()) < LONG_ENOUGH:
        return 0
    if petition.content_hash in signs.content_hashes:
        return 100
    if question.kind is Kind.DENUNCIATION or petition_records.is_sealed(petition):
        return 0
    other = petition.search.split(petition_records.SEARCH_MARK)[0]
    score = fuzz.token_sort_ratio(signs.content, other, score_cutoff=threshold)
    if min(len(other.split()), len(signs.content.split())) >= LONG_ENOUGH_AS_PART:
        # One text may say the other's words and more ("... tại xã An Bình").
        score = max(score, fuzz.token_set_ratio(signs.content, other, score_cutoff=threshold))
    return int(score)
