"""`scores`: everybody's scores computed anew."""

from __future__ import annotations

from pathlib import Path

from tests.verbs.conftest import Shell


def test_scores_are_computed_anew_as_often_as_one_likes(at_work: Shell, tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("company,person\nCedar Press,Amina\n", encoding="utf-8")
    at_work.types("import", tmp_path / "r.csv")
    for _ in range(2):
        said = at_work.types("scores")
        assert (said.status, said.out, said.err) == (0, "Scores were computed for 1 week(s).\n", "")
