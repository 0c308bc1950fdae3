"""Who tapped the button under a broadcast, and how it went: for staff, in the chat and as a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from bot.i18n import LOCALES, _, date_time, language_name, name, ngettext, number
from bot.models.broadcasts import Broadcast
from bot.models.companies import Company
from bot.models.interest import BroadcastTap
from bot.models.people import Person
from bot.replies import Button, File, Reply, Rows, Style, Tap, rows
from bot.rules.broadcasts import NO_WORDING
from bot.rules.fields import Field
from bot.rules.following import Course
from bot.rules.interest import ButtonKind
from bot.rules.pages import Page
from bot.screens.broadcasts import OpenBroadcast
from bot.screens.companies import LookAtCompany
from bot.screens.interest import button_name
from bot.screens.listing import listing
from bot.screens.navigation import named_with
from bot.screens.vocabulary import company_name, field_name, person_name
from bot.screens.wordings import beginning

MOST_NAMED = 10
"""People whom a notice names; the others are counted."""
MOST_OF_A_COMPANY = 5
"""People of one company whom the list names."""

Row = list[str | int | datetime | None]
Table = tuple[str, list[str], list[Row]]


class ListInterested(Tap, prefix="Dl"):
    broadcast_id: int
    page: int = 0


class GetBroadcastWorkbook(Tap, prefix="Dx"):
    broadcast_id: int


@dataclass(frozen=True, slots=True)
class Tapped:
    """A tap with whoever made it, as far as they and their company are still there."""

    tap: BroadcastTap
    person: Person | None
    company: Company | None


@dataclass(frozen=True, slots=True)
class FromCompany:
    """A company, with its taps; without one, those of nobody's company any more."""

    company: Company | None
    taps: Sequence[Tapped]


def ways(broadcast: Broadcast, course: Course) -> Rows:
    """The way to who tapped, from how a broadcast goes."""
    if not course.taps:
        return ()
    label = _("👆 Who tapped, by company: {n}").format(n=number(course.taps))
    return rows(Button(label, ListInterested(broadcast.id)))


def download_button(broadcast: Broadcast) -> Button:
    """The button for how a broadcast went, as a workbook."""
    return Button(_("📥 As Excel"), GetBroadcastWorkbook(broadcast.id))


def told(broadcast: Broadcast, who: Sequence[Tapped]) -> Reply:
    """To staff: who tapped since they last heard of it."""
    if broadcast.button is ButtonKind.MORE:
        words = ngettext(
            "ℹ️ <b>{n} person would like to know more</b>",
            "ℹ️ <b>{n} people would like to know more</b>",
            len(who),
        )
    else:
        words = ngettext(
            "🙋 <b>{n} person is interested</b>", "🙋 <b>{n} people are interested</b>", len(who)
        )
    lines = [f"• {_who_it_is(one)}" for one in who[:MOST_NAMED]]
    if len(who) > MOST_NAMED:
        lines.append(_("… and {n} more").format(n=number(len(who) - MOST_NAMED)))
    return Reply(
        "\n\n".join([words.format(n=number(len(who))), beginning(broadcast.wordings), "\n".join(lines)]),
        rows(
            Button(_("👆 Who tapped, by company"), ListInterested(broadcast.id), style=Style.PRIMARY),
            Button(_("Look at it"), OpenBroadcast(broadcast.id)),
        ),
    )


def _who_it_is(one: Tapped) -> str:
    if one.company is None:
        return _called(one)
    return _("{person}, {company}").format(person=_called(one), company=name(company_name(one.company)))


def _called(one: Tapped) -> str:
    return name(person_name(one.person)) if one.person is not None else _("somebody who is no longer here")


def who_tapped(broadcast: Broadcast, listed: Page[FromCompany], people: int, zone: tzinfo) -> Reply:
    """Who tapped, company by company, each leading to its card."""
    title = _("<b>👆 Who tapped “{button}”</b>\n{excerpt}").format(
        button=button_name(broadcast.button), excerpt=beginning(broadcast.wordings)
    )
    counts = ngettext("{n} person", "{n} people", people).format(n=number(people))
    buttons = [
        Button(
            named_with(f"🏢 {company_name(one.company)}", number(len(one.taps))),
            LookAtCompany(one.company.id),
        )
        for one in listed.items
        if one.company is not None
    ]
    return listing(
        f"{title}\n{counts}",
        listed,
        buttons,
        lambda page: ListInterested(broadcast.id, page),
        lines=["\n\n".join(_company(one, zone) for one in listed.items)],
        empty=_("Nobody has tapped yet."),
        acts=rows(download_button(broadcast)) if listed.total else (),
        back=OpenBroadcast(broadcast.id),
    )


def _company(one: FromCompany, zone: tzinfo) -> str:
    title = name(company_name(one.company)) if one.company is not None else _("No company any more")
    lines = [f"<b>{title}</b>"]
    for tapped in one.taps[:MOST_OF_A_COMPANY]:
        lines.append(f"• {_called(tapped)} · {date_time(tapped.tap.at, zone)}")
    if len(one.taps) > MOST_OF_A_COMPANY:
        lines.append(_("… and {n} more").format(n=number(len(one.taps) - MOST_OF_A_COMPANY)))
    return "\n".join(lines)


def tables(
    broadcast: Broadcast,
    by_language: Mapping[str, Mapping[str, int]],
    course: Course,
    taps: Sequence[Tapped],
    reasons: Sequence[tuple[str, int]],
    zone: tzinfo,
    *,
    with_contacts: bool,
) -> list[Table]:
    """How a broadcast went, as tables: by language and status, who tapped, and why messages failed. Phones and e-mails
    are left out unless the reader may see them."""
    tables: list[Table] = [_how_it_went(broadcast, by_language, course)]
    if broadcast.button:
        tables.append(_taps(taps, zone, with_contacts=with_contacts))
    tables.append((_("Failures"), [_("Reason"), _("Messages")], [[_reason(one), n] for one, n in reasons]))
    return tables


def _how_it_went(broadcast: Broadcast, by_language: Mapping[str, Mapping[str, int]], course: Course) -> Table:
    statuses = {
        "sent": _("Arrived at Telegram"),
        "pending": _("Still to go"),
        "unreachable": _("Blocked the bot or left Telegram"),
        "failed": _("Failed"),
        "uncertain": _("Uncertain"),
        "cancelled": _("Not sent any more"),
    }
    tapped = [_("Tapped")] if broadcast.button else []
    lines: list[Row] = []
    for language in LOCALES:
        counts = by_language.get(language, {})
        line: Row = [language_name(language), *(counts.get(status, 0) for status in statuses)]
        lines.append([*line, course.tapped.get(language, 0)] if broadcast.button else line)
    tally = course.report.tally
    total: Row = [_("All"), *(getattr(tally, status) for status in statuses)]
    lines.append([*total, course.taps] if broadcast.button else total)
    return _("How it went"), [_("Language"), *statuses.values(), *tapped], lines


def _taps(taps: Sequence[Tapped], zone: tzinfo, *, with_contacts: bool) -> Table:
    contacts = [Field.PHONE, Field.EMAIL] if with_contacts else []
    header = [_("Company"), _("Person"), _("Language"), _("When"), *map(field_name, contacts)]
    lines: list[Row] = []
    for one in taps:
        company = company_name(one.company) if one.company is not None else _("No company any more")
        person = person_name(one.person) if one.person is not None else _("somebody who is no longer here")
        line: Row = [company, person, language_name(one.tap.language), one.tap.at.astimezone(zone)]
        lines.append([*line, *(getattr(one.person, field.value, None) for field in contacts)])
    return _("Who tapped"), header, lines


def _reason(reason: str) -> str:
    return _("no text in their language") if reason == NO_WORDING else reason


def workbook(broadcast: Broadcast, document: bytes) -> Reply:
    """How a broadcast went, as a document."""
    words = _("How this broadcast went: {excerpt}").format(excerpt=beginning(broadcast.wordings))
    return Reply(
        words,
        file=File(f"broadcast-{broadcast.id}.xlsx", document),
        toast=_("Your file is on its way."),
    )
