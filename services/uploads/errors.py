"""Refusals of uploaded files; each names the file and says what to do with it."""

from services.errors import AppError
from services.text import N_


class FileTooLarge(AppError):
    msgid = N_("“{name}” has {size} MB; at most {limit} MB are taken. Scan it with fewer dots or in parts.")


class FileEmpty(AppError):
    msgid = N_("“{name}” is empty. Scan the paper again.")


class FileOfOtherKind(AppError):
    msgid = N_("“{name}” is neither PDF, JPG nor PNG. Save the scan as one of these and add it again.")


class FileIsWord(AppError):
    msgid = N_("“{name}” is a Word or Excel file. Print it and scan it, or save it as PDF, and add that.")


class FileBroken(AppError):
    msgid = N_("“{name}” is damaged and cannot be opened. Scan the paper again.")


class FileLocked(AppError):
    msgid = N_("“{name}” is protected by a password. Add a copy without a password.")


class FileOfTwoKinds(AppError):
    msgid = N_("“{name}” holds a second file ({what}) behind the scan. Scan the paper again.")


class FileRuns(AppError):
    msgid = N_("“{name}” holds a program that would run when it is opened. Print it and scan the print.")


class FileCarries(AppError):
    msgid = N_("“{name}” carries other files inside. Take them out, or print it and scan the print.")


class FileTooManyPages(AppError):
    msgid = N_("“{name}” has {pages} pages; at most {limit} are taken. Add it in parts.")


class FilePageTooLarge(AppError):
    msgid = N_("A page of “{name}” is {side} mm long; at most {limit} mm are taken. Scan it anew.")


class FileUnpacksTooLarge(AppError):
    msgid = N_("“{name}” unpacks to far more than a scan needs. It is not taken; scan the paper again.")


class PictureTooLarge(AppError):
    msgid = N_("“{name}” has more than {limit} million dots. Scan it with fewer dots per inch.")


class PictureMoves(AppError):
    msgid = N_("“{name}” holds several pictures one after the other. Save each page as a file of its own.")


class FileNameHides(AppError):
    msgid = N_("The name of the file holds a path or signs that cannot be seen. Rename the file: “{name}”.")
