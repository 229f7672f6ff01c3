"""Refusals: what a person can act on, as small named errors with a message and its values."""

from typing import Any

from services.text import N_


class AppError(Exception):
    """Something a person can put right; shown as one sentence in the reader's language.

    Subclasses set `msgid` (English, marked with N_); values fill its placeholders: msgids, days
    and numbers as they are, for whoever shows them to write in the reader's language.
    `field` names the input at fault, where there is one.
    """

    msgid = N_("This cannot be done.")

    def __init__(self, *, field: str | None = None, **values: Any) -> None:
        self.field = field
        self.values = values
        super().__init__(self.msgid.format(**values) if values else self.msgid)


class NotPermitted(AppError):
    msgid = N_("You do not have the right to do this. Ask the administrator of your unit.")


class NotFound(AppError):
    """Missing and forbidden rows look alike, so that existence is not given away."""

    msgid = N_("This record does not exist, or you may not see it.")


class FieldRequired(AppError):
    msgid = N_("“{label}” is empty. Fill it in.")


class FieldInvalid(AppError):
    msgid = N_("“{label}” is not valid: {remedy}")


class DateInFuture(AppError):
    msgid = N_("“{label}” lies in the future. Enter a date up to today.")


class ChangedMeanwhile(AppError):
    """Two people saved the same record; `changes` lists what the other one changed."""

    msgid = N_("{who} changed this record at {at}. Your text is kept; compare and save again.")


class DatabaseBusy(AppError):
    msgid = N_("The database is busy with another write. Nothing was saved; try again in a moment.")


class DatabaseFull(AppError):
    msgid = N_("The disk of the server is full. Nothing was saved; tell the administrator.")


class SettingsInvalid(AppError):
    msgid = N_("The server cannot start: {reason}")
