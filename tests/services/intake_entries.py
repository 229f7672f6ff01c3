"""Entries of fictional petitions for the intake tests: complete, and changed by what matters."""

from datetime import date
from typing import Any

from models.enums import Kind
from services.petition_input import PersonInput, PetitionInput
from tests.builders import Builder

SENDER = PersonInput(
    name="Trần Thị Thử", address="Thôn 3, xã An Bình", number="001299000123", phone="0912 345 678"
)
CONTENT = "Khiếu nại quyết định thu hồi giấy chứng nhận cửa hàng bán lẻ xăng dầu tại xã An Bình"


def entry(build: Builder, *, kind: Kind = Kind.COMPLAINT, **values: Any) -> PetitionInput:
    """A petition that may be saved as it is; the stamp is of 23/11/2026, the tests' day."""
    values.setdefault("received_on", date(2026, 11, 23))
    values.setdefault("channel_id", build.channel().id)
    values.setdefault("summary", CONTENT)
    values.setdefault("people", [SENDER])
    values.setdefault("unit_id", build.department().id)
    if kind is Kind.DENUNCIATION:
        values.setdefault("not_our_staff", True)
    return PetitionInput(kind=kind, **values)
