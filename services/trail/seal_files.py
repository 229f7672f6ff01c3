"""Seals that leave the server: as JSON with everything in it, or as a few lines of text to copy by hand."""

import base64
import binascii
import json
import re
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session

from services import audit
from services.errors import AppError
from services.permissions import Actor, Permission, require
from services.text import N_
from services.trail import seals
from services.trail.seals import FORMAT, Seal

KIND = "tiepdan audit seals"
GROUP = 4
_LINE = re.compile(r"^(\d+)\s+([0-9a-f]{4}(?: ?[0-9a-f]{4}){15})$", re.MULTILINE)


class NotASealFile(AppError):
    msgid = N_("{name} is not a file of seals, or it is damaged. Take the file as it was exported.")


class NothingSealed(AppError):
    msgid = N_("There is no seal yet, or none of that number. Seal first: manage.py audit seal.")


def export(session: Session, *, upto: int | None = None, actor: Actor, now: datetime) -> list[Seal]:
    """The seals up to a number, or all, to be kept elsewhere; the export goes on the trail.

    Raises NothingSealed where there is none.
    """
    require(actor, Permission.WATCH_RUN)
    found = [one for one in seals.kept(session) if upto is None or one.id <= upto]
    if not found or (upto is not None and found[-1].id != upto):
        raise NothingSealed()
    audit.write(session, "audit.export_seals", actor=actor, now=now, subject="audit", subject_id=found[-1].id)
    session.flush()
    return found


def as_json(found: list[Seal]) -> str:
    """Everything about the seals: enough to name a changed row although the database's own were rewritten."""
    return json.dumps({"kind": KIND, "format": FORMAT, "seals": [_plain(one) for one in found]}, indent=1)


def as_text(found: list[Seal]) -> str:
    """One line per seal, its number and its digits in groups: enough to see that the trail is another one."""
    return "".join(f"{one.id} {grouped(one.seal)}\n" for one in found)


def grouped(digits: str) -> str:
    """Hexadecimal digits in groups that a person can compare."""
    return " ".join(digits[at : at + GROUP] for at in range(0, len(digits), GROUP))


def read(content: str, *, name: str) -> list[Seal]:
    """The seals of an exported file, of either form; `name` is said where it is none.

    Those of the text form have nothing but a number and a seal. Raises NotASealFile, also where the
    seals themselves say that the file was altered.
    """
    try:
        found = _of_json(json.loads(content)) if content.lstrip().startswith("{") else _of_text(content)
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        raise NotASealFile(name=name) from error
    if not found or any(one.key_id and not one.holds for one in found):
        raise NotASealFile(name=name)
    return found


def _plain(one: Seal) -> dict[str, Any]:
    return {
        **asdict(one),
        "sealed_at": one.sealed_at.astimezone(UTC).isoformat(),
        "marks": base64.b64encode(one.marks).decode(),
    }


def _of_json(data: dict[str, Any]) -> list[Seal]:
    if data["kind"] != KIND or data["format"] != FORMAT:
        raise ValueError(data["kind"])
    return [
        Seal(
            **{
                **one,
                "sealed_at": datetime.fromisoformat(one["sealed_at"]),
                "marks": base64.b64decode(one["marks"], validate=True),
            }
        )
        for one in data["seals"]
    ]


def _of_text(content: str) -> list[Seal]:
    return [
        Seal(
            id=int(number),
            sealed_at=datetime.min.replace(tzinfo=UTC),
            first_id=0,
            last_id=0,
            entries=0,
            ranges="",
            marks=b"",
            digest="",
            previous="",
            key_id="",
            seal=digits.replace(" ", ""),
        )
        for number, digits in _LINE.findall(content)
    ]
