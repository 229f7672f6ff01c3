"""Plans of assignments: who would get which case, which stay and why; and carrying a plan out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from models import Case, CaseEvent, Petition, PetitionCase, User
from models.enums import Kind
from services import audit, clock, inbox, transfers, wall_checks
from services.case_forms import LABELS
from services.case_steps import sealed_words
from services.errors import AppError, FieldRequired
from services.officers import Officer, OfficerOutOfReach, reachable
from services.permissions import Actor
from services.text import N_, tidy


class CaseClosedAlready(AppError):
    msgid = N_("The case is closed.")


class OfficerHasCase(AppError):
    msgid = N_("{officer} already has this case.")


class OfficerWalled(AppError):
    msgid = N_("{officer} may not receive this case.")


class PlanChanged(AppError):
    """Between preview and click somebody else changed something that the preview rested on."""

    msgid = N_("The cases changed since the preview. Look at the new preview and confirm again.")


@dataclass(frozen=True, slots=True)
class Move:
    """One case and who gets it; the unit follows the officer, except for denunciations.

    `returns` says that the unit had the case before.
    """

    case_id: int
    code: str
    version: int
    officer_id: int
    unit_id: int
    returns: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """One case that stays where it is, and why."""

    code: str
    refusal: AppError = field(compare=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an assignment would do: equal plans do the same."""

    moves: tuple[Move, ...] = ()
    refused: tuple[Refused, ...] = ()
    # Petitions not yet handled that belong to no case; only a hand-over moves them.
    petition_ids: tuple[int, ...] = ()
    officers: tuple[Officer, ...] = field(default=(), compare=False)
    # Petitions that none of these officers may have.
    petitions_kept: int = 0

    def gets(self, officer_id: int) -> int:
        """How many cases an officer would get."""
        return sum(move.officer_id == officer_id for move in self.moves)


def make(
    session: Session,
    found: list[Case],
    *,
    officer_ids: Sequence[int],
    actor: Actor,
    today: date,
    return_reason: str = "",
) -> Plan:
    """Who would get which case; what may not move stays, with its refusal.

    `return_reason` confirms that cases may go back to a unit that had them.
    """
    reach = {officer.id: officer for officer in reachable(session, actor=actor, today=today)}
    if not officer_ids:
        raise FieldRequired(field="officer_id", label=LABELS["officer_id"])
    if any(officer_id not in reach for officer_id in officer_ids):
        raise OfficerOutOfReach(field="officer_id")
    chosen = [reach[officer_id] for officer_id in dict.fromkeys(officer_ids)]
    people = [officer.id for officer in chosen]
    walls = wall_checks.kept_out_of(session, [case.id or 0 for case in found], people, today=today)
    load = {officer.id: officer.open_cases for officer in chosen}
    guard = transfers.guard(
        session,
        found,
        [officer.unit_id for officer in chosen],
        actor=actor,
        today=today,
        return_reason=return_reason,
    )
    moves, refused = [], []
    ordered = sorted(found, key=lambda case: (case.due_on is None, case.due_on or today, case.id or 0))
    for case in ordered:
        free = [o for o in chosen if (case.id, o.id) not in walls and case.officer_id != o.id]
        if not case.is_open:
            refused.append(Refused(case.code, CaseClosedAlready()))
        elif not free:
            has = next((o for o in chosen if o.id == case.officer_id), None)
            # The same words for every wall, and none about who is denounced.
            why = OfficerHasCase(officer=has.name) if has else OfficerWalled(officer=chosen[0].name)
            refused.append(Refused(case.code, why))
        else:
            against = {o.id: guard.refusal(case, _unit_for(case, o)) for o in free}
            open_to = [o for o in free if against[o.id] is None]
            if not open_to:
                refused.append(Refused(case.code, next(why for why in against.values() if why)))
                continue
            to = min(open_to, key=lambda officer: (load[officer.id], officer.id))
            load[to.id] += 1
            unit_id = _unit_for(case, to)
            returns = guard.passage(case).comes_back(case, unit_id)
            moves.append(Move(case.id or 0, case.code, case.version, to.id, unit_id, returns))
    return Plan(tuple(moves), tuple(refused), (), tuple(chosen))


def carry_out(
    session: Session,
    moves: Sequence[Move],
    *,
    action: str,
    actor: Actor,
    now: datetime,
    note: str,
    return_reason: str = "",
) -> None:
    """Write the moves of a plan: case, event, messages and trail."""
    found = session.exec(select(Case).where(col(Case.id).in_([move.case_id for move in moves]))).all()
    by_id = {case.id: case for case in found}
    people = session.exec(select(User).where(col(User.id).in_([move.officer_id for move in moves])))
    names = {user.id: user.name for user in people}
    for move in moves:
        case = by_id[move.case_id]
        before = case.officer_id
        words = [tidy(note), tidy(return_reason) if move.returns else ""]
        said = "\n".join(dict.fromkeys(text for text in words if text))
        session.add(
            CaseEvent(
                case_id=move.case_id,
                action=action,
                happened_on=clock.local_date(now),
                entered_at=now,
                entered_by_id=actor.user_id,
                from_unit_id=case.unit_id,
                to_unit_id=move.unit_id,
                officer_id=move.officer_id,
                sealed_note=sealed_words(case, said),
            )
        )
        units = [case.unit_id, move.unit_id]
        case.officer_id, case.unit_id = move.officer_id, move.unit_id
        about: dict[str, Any] = {"case_id": case.id, "code": case.code}
        if action == "assign":
            inbox.send(session, move.officer_id, "assigned", actor=actor, now=now, **about)
            inbox.send(
                session, before, "taken", actor=actor, now=now, officer=names[move.officer_id], **about
            )
        audit.write(
            session,
            f"case.{action}",
            actor=actor,
            now=now,
            subject="case",
            subject_id=case.id,
            changes={"officer_id": [before, move.officer_id]}
            | ({"unit_id": units} if units[0] != units[1] else {}),
            returns=move.returns,
        )
    _move_petitions(session, moves)
    session.flush()


def _unit_for(case: Case, officer: Officer) -> int:
    """The unit that would hold the case; a denunciation stays with the unit that has it."""
    return case.unit_id if case.kind is Kind.DENUNCIATION else officer.unit_id


def _move_petitions(session: Session, moves: Sequence[Move]) -> None:
    """Petitions of these cases that still wait for handling go to the same officer."""
    to = {move.case_id: move.officer_id for move in moves}
    waiting = session.exec(
        select(Petition, PetitionCase.case_id)
        .join(PetitionCase, col(PetitionCase.petition_id) == col(Petition.id))
        .join(Case, col(Case.id) == col(PetitionCase.case_id))
        # A part of another kind has an officer of its own, the petition stays where its main part is.
        .where(
            col(PetitionCase.case_id).in_(to),
            col(Petition.handled_on).is_(None),
            Petition.kind == Case.kind,
        )
    )
    for petition, case_id in waiting:
        petition.officer_id = to[case_id]
