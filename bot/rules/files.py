"""Files that a company shows: how many, how large, and what they are called."""

import re
from pathlib import PurePosixPath

from bot.rules.words import clean

MOST_FILES = 10
FILE_BYTES = 20 * 1024 * 1024
"""What a bot may fetch again at all (https://core.telegram.org/bots/api#getfile)."""
FILE_NAME_LIMIT = 120
_SUFFIX_LIMIT = 10
_NEVER_IN_NAMES = re.compile(r'[<>:"|?*\x00-\x1f]')


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
