"""The workbook of introductions: its headings, and the message that brings it."""

from __future__ import annotations

from datetime import date

from bot.i18n import _
from bot.replies import File, Reply


def title() -> str:
    """The name of the sheet."""
    return _("Introductions")


def header() -> list[str]:
    """The headings of the columns; of what both sides say, each has one."""
    return [
        _("Date"),
        _("First person (who asked)"),
        _("Company of the first"),
        _("Second person"),
        _("Company of the second"),
        _("Where from"),
        _("State"),
        _("Met, says the first"),
        _("Met, says the second"),
        _("Outcome, says the first"),
        _("Outcome, says the second"),
        _("Worth in US dollars, says the first"),
        _("Worth in US dollars, says the second"),
    ]


def sent(workbook: bytes, today: date) -> Reply:
    """The workbook itself."""
    return Reply(
        _("All introductions of members, without anybody's contact details."),
        file=File(name=f"qoot-introductions-{today.isoformat()}.xlsx", data=workbook),
        toast=_("Your file is on its way."),
    )
