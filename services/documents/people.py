"""The people on a document: plain names, opened ones, and the check that a paper does not betray anybody."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models import Identity, Party, Petition
from models.enums import PartyRole
from services import identity, vault
from services.documents.subject import Subject
from services.documents.words import paper
from services.permissions import Actor
from services.text import words

SENDERS = (PartyRole.REPRESENTATIVE, PartyRole.PETITIONER)
# Shorter numbers than telephone numbers turn up in any text.
SHORTEST_NUMBER = 8


def plain(session: Session, subject: Subject) -> dict[str, str]:
    """Who stands in plain text on the petition; nobody of a sealed matter."""
    if subject.is_sealed or subject.petition is None:
        return {}
    found = [
        {"role": party.role, "name": party.name, "address": party.address}
        for party in identity.parties_of(session, subject.petition.id or 0)
    ]
    return _values(subject, found)


def opened(
    session: Session, subject: Subject, *, with_sender: bool, purpose: str, actor: Actor, now: datetime
) -> dict[str, str]:
    """Who a sealed petition names, decrypted for a purpose; the reading goes on the trail.

    `with_sender` False reads the denounced person only: the paper is not for the denouncer.
    """
    if subject.petition is None:
        return {}
    roles = tuple(PartyRole) if with_sender else (PartyRole.RESPONDENT,)
    found = identity.read(
        session, subject.petition.id or 0, actor=actor, purpose=purpose, now=now, roles=roles
    )
    return _values(subject, found)


def _values(subject: Subject, people: Sequence[dict[str, Any]]) -> dict[str, str]:
    senders = [one for role in SENDERS for one in people if one["role"] is role and one["name"]]
    respondent = next((one for one in people if one["role"] is PartyRole.RESPONDENT), None)
    values = {}
    if senders:
        name = senders[0]["name"]
        signed = subject.petition.signatories if subject.petition else 1
        others = max(signed, len(senders)) - 1
        values["nguoi_gui"] = paper("others", name=name, n=others) if others else name
        values["dia_chi_nguoi_gui"] = senders[0]["address"]
    if respondent is not None:
        values["nguoi_bi"] = respondent["name"]
        values["dia_chi_nguoi_bi"] = respondent["address"]
    return values


def betrayed(session: Session, subject: Subject, texts: dict[str, str], *, knows: bool) -> str | None:
    """The field whose text names the sender of a sealed petition, or None.

    Who may read identities (`knows`) is held to every text. For others only names that stand in
    the stored content count: a check of whatever they type would let them guess names until one
    is refused.
    """
    if not subject.is_sealed or subject.petition is None:
        return None
    for secret in _secrets(session, subject.petition):
        if not knows and not _holds(subject.summary, secret):
            continue
        for token, text in texts.items():
            if _holds(text, secret):
                return token
    return None


def _secrets(session: Session, petition: Petition) -> Iterable[list[str]]:
    """Names and numbers of the senders as folded words; never shown to anybody."""
    found = session.exec(
        select(Party, Identity)
        .join(Identity, col(Identity.party_id) == col(Party.id), isouter=True)
        .where(Party.petition_id == petition.id, col(Party.role).in_(SENDERS))
    )
    for party, sealed in found:
        secret = (
            vault.unseal(sealed.sealed, purpose=identity.PURPOSE, key=petition.sealed_key) if sealed else {}
        )
        name = words(party.name or secret.get("name", ""))
        if len(name) > 1:
            yield name
        for number in (secret.get("number", ""), secret.get("phone", "")):
            digits = "".join(words(number))
            if len(digits) >= SHORTEST_NUMBER:
                yield [digits]


def _holds(text: str, secret: list[str]) -> bool:
    """Whether the words of a secret stand in a text one after the other, however they are written."""
    found = words(text)
    if len(secret) == 1:
        return secret[0] in "".join(found)
    length = len(secret)
    return any(found[at : at + length] == secret for at in range(len(found) - length + 1))
