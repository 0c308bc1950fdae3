"""An Excel workbook (.xlsx, .xlsm) as lines of text, read in a way that no file can exhaust.

Readers of spreadsheets hold a sheet as a full rectangle, or a part as a tree: calamine 0.9 ends the *process*
on a workbook of 5 KB with one stray cell in the far corner (it asks for 512 GB, and that cannot be caught).
Here the parts are streamed, empty cells are passed over, and a text that many cells share is held once.
"""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from xml.parsers import expat

from bot.exchange.rosters.excel_parts import Relations, SomePart, Strings, Styles, Workbook, read_part
from bot.exchange.rosters.excel_sheets import SheetCells
from bot.exchange.rosters.lines import MAX_UNPACKED_BYTES, Line
from bot.exchange.rosters.problems import RosterUnreadable, Unreadable

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and also what Excel wraps a password around

# What a broken or forged workbook makes the standard library raise
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    LookupError,
    ValueError,
    EOFError,
    NotImplementedError,
)
_IS_ENCRYPTED = 0x1  # bit of a zip entry's flags
_DAY_ZERO = datetime(1899, 12, 30, tzinfo=UTC)  # so that day 61 is 1 March 1900, as after Excel's 29 February
_DAY_ZERO_OF_MACS = datetime(1904, 1, 1, tzinfo=UTC)


def sheets(data: bytes) -> Iterator[list[Line]]:
    """The visible sheets in order, each as its lines. Raises RosterUnreadable."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check(archive)
            yield from _visible_sheets(archive)
    except _BROKEN as error:
        raise RosterUnreadable(Unreadable.NOT_A_TABLE) from error


def refuse_ole(data: bytes) -> None:
    """Raise RosterUnreadable for an old .xls, or for a workbook behind a password."""
    is_locked = "EncryptedPackage".encode("utf-16-le") in data
    raise RosterUnreadable(Unreadable.PROTECTED if is_locked else Unreadable.OTHER_FORMAT)


def _check(archive: zipfile.ZipFile) -> None:
    """Refuse a bomb by its declared sizes; zipfile never gives out more than an entry declares."""
    entries = archive.infolist()
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise RosterUnreadable(Unreadable.TOO_LARGE)
    if any(entry.flag_bits & _IS_ENCRYPTED for entry in entries):
        raise RosterUnreadable(Unreadable.PROTECTED)
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise RosterUnreadable(Unreadable.NOT_A_TABLE)
    names = set(archive.namelist())
    if "xl/workbook.bin" in names or "content.xml" in names:  # .xlsb, .ods
        raise RosterUnreadable(Unreadable.OTHER_FORMAT)


def _visible_sheets(archive: zipfile.ZipFile) -> Iterator[list[Line]]:
    root = _part(archive, "_rels/.rels", Relations()).by_type["officeDocument"].lstrip("/")
    folder, name = posixpath.split(root)
    relations = _part(archive, f"{folder}/_rels/{name}.rels", Relations())

    def path(target: str) -> str:
        return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")

    strings, styles = Strings(), Styles()
    if "sharedStrings" in relations.by_type:
        _part(archive, path(relations.by_type["sharedStrings"]), strings)
    if "styles" in relations.by_type:
        _part(archive, path(relations.by_type["styles"]), styles)
    workbook = _part(archive, root, Workbook())
    day_zero = _DAY_ZERO_OF_MACS if workbook.counts_from_1904 else _DAY_ZERO
    # A part is read once, however many sheets a forged workbook makes of it
    for sheet in dict.fromkeys(path(relations.by_id[visible]) for visible in workbook.visible):
        cells = SheetCells(strings.values, styles.are_dates, day_zero)
        yield _part(archive, sheet, cells).lines()


def _part(archive: zipfile.ZipFile, path: str, part: SomePart) -> SomePart:
    with archive.open(path) as stream:
        return read_part(stream, part)
