"""File names that people send, made safe."""

import pytest

from bot.rules.files import FILE_NAME_LIMIT, can_be_shown, safe_name


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("catalogue 2026.pdf", "catalogue 2026.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Amina\\price list.xlsx", "price list.xlsx"),
        (".hidden", "hidden"),
        ('a<b>"c"|d?.pdf', "abcd.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("كاتالوغ.pdf", "كاتالوغ.pdf"),
        ("\u200b", ""),
        ("...", ""),
        ("", ""),
    ],
)
def test_a_name_is_kept_without_what_could_do_harm(sent: str, kept: str) -> None:
    assert safe_name(sent) == kept


def test_a_long_name_is_cut_and_keeps_its_suffix() -> None:
    kept = safe_name("ب" * 500 + ".pdf")
    assert len(kept) == FILE_NAME_LIMIT
    assert kept.endswith("ب.pdf")


def test_what_only_looks_like_a_suffix_is_cut_too() -> None:
    assert len(safe_name("a." + "b" * 500)) == FILE_NAME_LIMIT


@pytest.mark.parametrize(
    "name", ["Price list.XLSX", "كاتالوغ.pdf", "card.HEIC", "no suffix", "prices v1.3", ""]
)
def test_documents_and_pictures_can_be_shown(name: str) -> None:
    assert can_be_shown(name)


@pytest.mark.parametrize("name", ["setup.exe", "catalogue.pdf.scr", "prices.js", "song.mp3", "page.HTML"])
def test_what_runs_or_sounds_cannot(name: str) -> None:
    assert not can_be_shown(name)
