"""Files that a company shows: how many, how large, and what they are called."""

import re
from pathlib import PurePosixPath

from bot.rules.words import clean

MOST_FILES = 10
FILE_BYTES = 20 * 1024 * 1024
"""What a bot may fetch again at all (https://core.telegram.org/bots/api#getfile)."""
FILE_NAME_LIMIT = 120
SUFFIXES = frozenset(
    (
        *(
            "pdf",
            "doc",
            "docx",
            "odt",
            "rtf",
            "txt",
            "xls",
            "xlsx",
            "xlsm",
            "ods",
            "csv",
            "ppt",
            "pptx",
            "odp",
        ),
        *(
            "jpg",
            "jpeg",
            "png",
            "webp",
            "gif",
            "heic",
            "heif",
            "tif",
            "tiff",
            "bmp",
            "svg",
            "ai",
            "eps",
            "psd",
        ),
        *("mp4", "mov", "zip", "rar", "7z"),
    )
)
"""What a catalogue, a price list or a certificate comes as. Nothing that runs when it is opened is among them."""
_SUFFIX_LIMIT = 10
_NEVER_IN_NAMES = re.compile(r'[<>:"|?*\x00-\x1f]')


def can_be_shown(name: str) -> bool:
    """Whether a file of this name is a document, a picture or a film; one without a suffix may be, as "prices 1.3"."""
    suffix = PurePosixPath(name).suffix.lower().removeprefix(".")
    return suffix in SUFFIXES or not any(character.isalpha() for character in suffix)


_SPREADSHEETS = frozenset(
    ["csv", "tsv", "tab", "txt", "xls", "xlsx", "xlsm", "xlsb", "xltx", "ods", "fods", "numbers"]
)


def is_spreadsheet(name: str) -> bool:
    """Whether a file of this name holds a table, or the text of one, as member lists do."""
    return PurePosixPath(name).suffix.lower().removeprefix(".") in _SPREADSHEETS


def safe_name(sent: str) -> str:
    """The name of a file that somebody sent, without folders, hidden beginnings and what file systems refuse.

    At most 120 characters, of which the suffix survives a cut. "" when nothing is left.
    """
    last = sent.replace("\\", "/").rpartition("/")[2]
    kept = clean(_NEVER_IN_NAMES.sub("", last), FILE_NAME_LIMIT).text.strip(". ")
    if len(kept) <= FILE_NAME_LIMIT:
        return kept
    suffix = PurePosixPath(kept).suffix
    suffix = suffix if len(suffix) <= _SUFFIX_LIMIT else ""
    return kept[: FILE_NAME_LIMIT - len(suffix)].rstrip() + suffix
