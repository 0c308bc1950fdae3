"""`export`: the members as files that can be imported again."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.verbs.conftest import Shell

ROSTER = """company,company_ar,kind,size,sub_clusters,city,website,person,role,language,phone,email,groups
Cedar Press,معاصر الأرز,sme,small,snacks; wine,Byblos,https://c.example,Amina,lead,ar,+9613123456,,Export; R&D
Cedar Press,,,,,,,=Bruno,export,fr,,bruno@c.example,
Cedar Press,,,,,,,,,,,,Board
Domaine Wadi Nour,,,,,,,,,,,,
"""


@pytest.fixture
def exported(at_work: Shell, tmp_path: Path) -> Path:
    (tmp_path / "r.csv").write_text(ROSTER, encoding="utf-8")
    at_work.types("import", tmp_path / "r.csv")
    folder = tmp_path / "made" / "here"
    said = at_work.types("export", folder)
    assert (said.status, said.err) == (0, "")
    return folder


@pytest.mark.parametrize("file", ["members.csv", "members.xlsx"])
def test_what_was_exported_can_be_imported_without_a_change(
    at_work: Shell, exported: Path, file: str
) -> None:
    said = at_work.types("import", exported / file).out.splitlines()
    assert said[-1] == "companies: 0 new, 0 changed; people: 0 new, 0 changed; rows skipped: 0."


def test_an_export_fills_an_empty_database(
    shell: Shell, exported: Path, tmp_path: Path, sqlite_migrated_url: str
) -> None:
    shell.sets(DATABASE_URL=f"sqlite:///{tmp_path / 'other.db'}")
    assert (
        "companies: 2 new, 0 changed; people: 2 new" in shell.types("import", exported / "members.xlsx").out
    )
    shell.types("export", tmp_path / "again")
    for file in ("members.csv", "groups.csv"):
        assert (tmp_path / "again" / file).read_bytes() == (exported / file).read_bytes()


def test_the_files_are_readable_in_excel_and_run_nothing(exported: Path) -> None:
    text = (exported / "members.csv").read_text(encoding="utf-8-sig")
    assert (exported / "members.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert "'=Bruno" in text
    assert "'+9613123456" in text


def test_groups_are_listed_with_who_belongs_to_them(exported: Path) -> None:
    assert (exported / "groups.csv").read_text(encoding="utf-8-sig").splitlines() == [
        "group,company,person",
        "Board,Cedar Press,",
        "Export,Cedar Press,Amina",
        "R&D,Cedar Press,Amina",
    ]


def test_files_are_for_their_owners_eyes_and_are_replaced(at_work: Shell, exported: Path) -> None:
    (exported / "members.csv").write_text("of yesterday", encoding="utf-8")
    assert at_work.types("export", exported).status == 0
    assert "Amina" in (exported / "members.csv").read_text(encoding="utf-8-sig")
    assert sorted(path.name for path in exported.iterdir()) == ["groups.csv", "members.csv", "members.xlsx"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in exported.iterdir()} == {0o600}


def test_a_folder_that_cannot_be_made_is_named(at_work: Shell, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    said = at_work.types("export", tmp_path / "file" / "folder")
    assert (said.status, said.out) == (1, "")
    assert "cannot be written to: Not a directory." in said.err
