"""Refusals of the import of registers; each says what to do with the file."""

from services.errors import AppError
from services.text import N_


class FileNotThere(AppError):
    msgid = N_("The file “{file}” cannot be opened. Check its name and whether you may read it.")


class WorkbookUnreadable(AppError):
    msgid = N_(
        "“{filename}” cannot be read: it is damaged or incomplete. "
        "Open it in the program that made it, save it again, and retry."
    )


class WorkbookProtected(AppError):
    msgid = N_("“{filename}” is protected by a password. Save it without a password and retry.")


class WrongFileType(AppError):
    msgid = N_("“{filename}” is not a workbook or a table of text. Use a file of type .xlsx, .xls or .csv.")


class FileEmpty(AppError):
    msgid = N_("“{filename}” has no rows. Check that the right file was chosen.")


class FileTooLarge(AppError):
    msgid = N_("“{filename}” is larger than {limit} MB. Split the register by year or quarter and retry.")


class WorkbookUnpacksTooLarge(FileTooLarge):
    msgid = N_(
        "“{filename}” unpacks to more than {limit} MB or spans far more cells than a register. "
        "Copy the register into a new workbook and retry."
    )


class WorkbookWithMacros(AppError):
    msgid = N_("“{filename}” holds macros. Save it as a workbook without macros (.xlsx) and retry.")


class WorkbookUnsafe(AppError):
    msgid = N_(
        "“{filename}” holds something that no register needs ({what}). "
        "Copy the register into a new workbook and retry."
    )


class TooManyRows(AppError):
    msgid = N_("The sheet “{sheet}” has more than {limit} rows. Split the register by year and retry.")


class SheetMissing(AppError):
    msgid = N_("There is no sheet “{sheet}” in the file. It has: {present}.")


class SheetNotChosen(AppError):
    msgid = N_("The file has several sheets: {present}. Say which one is the register.")


class LayoutUnknown(AppError):
    msgid = N_(
        "The headings of the sheet “{sheet}” are of no known register. "
        "Say on the import screen which column holds what, or name a saved mapping."
    )


class MappingInvalid(AppError):
    msgid = N_("The column mapping is damaged and cannot be used. Make it again.")


class MappingTwice(MappingInvalid):
    msgid = N_("One column is used for two things. Choose another column for one of them.")


class MappingWithoutDate(MappingInvalid):
    msgid = N_("Choose the column that holds the date of receipt.")


class MappingWithoutContent(MappingInvalid):
    msgid = N_("Choose the column that holds the content.")


class MappingWithoutKind(MappingInvalid):
    msgid = N_("Choose a column that tells the kind, or one kind for all rows.")


class MappingMisfit(MappingInvalid):
    msgid = N_(
        "The saved mapping does not fit the sheet “{sheet}”: the heading “{expected}” is not where it was. "
        "Check the columns and save the mapping again."
    )


class MappingUnknown(AppError):
    msgid = N_("There is no saved column mapping named “{name}”.")


class ImportingUnitMissing(AppError):
    msgid = N_("There is no unit to import for. Set up the department first, or name a unit.")


class ImportingUnitUnknown(AppError):
    msgid = N_("There is no unit “{unit}” that you may import for. Check its code.")


class ImportedMeanwhile(AppError):
    msgid = N_("Someone else imported rows of the same register meanwhile. Nothing was written; start again.")


class BatchNotComplete(AppError):
    msgid = N_("This import is not complete or was undone already.")


class BatchWorkedOn(AppError):
    msgid = N_(
        "{count} cases of this import have been worked on since. Confirm that they shall be voided as well."
    )
