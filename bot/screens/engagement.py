"""Engagement of companies as staff see it: by band, as a list, each with its story; in the chat and as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date as day_of
from datetime import timedelta

from bot.i18n import N_, _, ago, date, list_of, name, number, pgettext, undirected
from bot.markup import plain
from bot.models.companies import Company
from bot.models.events import Event
from bot.models.ledger import Interaction
from bot.models.missions import Mission
from bot.models.people import Person
from bot.models.scores import CompanyWeek
from bot.replies import Button, File, Reply, Tap, grid, rows
from bot.rules.companies import Kind, Size
from bot.rules.engagement import BANDS, SLIPPING, VALUES, By, Filter, WeekFigures
from bot.rules.ledger import Act
from bot.rules.pages import Page
from bot.rules.scoring import Band, Recency
from bot.screens.companies import LookAtCompany, score_button
from bot.screens.entrances import Entrance
from bot.screens.events import title_of
from bot.screens.listing import listing
from bot.screens.missions import title_of as mission_title
from bot.screens.navigation import named, ticked, way_out
from bot.screens.vocabulary import (
    band_name,
    company_name,
    kind_name,
    person_name,
    recency_range,
    size_choice,
    size_name,
    sub_cluster_name,
)

Row = list[str | int | float | day_of | None]
Table = tuple[str, list[str], list[Row]]
EMOJI: Mapping[str, str] = {SLIPPING: "⚠️", Band.DORMANT: "💤", Band.CHAMPION: "🏆"}


class ShowEngagement(Tap, prefix="z"): ...


ENTRANCE = Entrance(
    "engagement", N_("How engaged the companies are"), ShowEngagement(), N_("📈 Engagement of companies")
)


class ListCompanies(Tap, prefix="zl"):
    """The companies that a filter shows; `code` is that of `Filter`."""

    code: str = ""
    page: int = 0


class Narrow(Tap, prefix="zf"):
    """What a list can be narrowed to by one thing."""

    by: By
    code: str = ""


class OpenStory(Tap, prefix="zs"):
    """What was done in a company; `code` and `list_page` lead back to the list."""

    company_id: int
    page: int = 0
    code: str = ""
    list_page: int = 0


class GetEngagementWorkbook(Tap, prefix="zx"):
    code: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """A row of the ledger, with who did it and the event or mission that it is about, as far as those are there."""

    done: Interaction
    person: Person | None
    event: Event | None
    mission: Mission | None = None


@dataclass(frozen=True, slots=True)
class Stood:
    """A company, how it stood last night, and what was done last."""

    company: Company
    week: CompanyWeek
    last: Happening | None


def as_of(until: day_of) -> str:
    return _("As of the end of {date}; a week is the seven days up to then.").format(date=date(until))


def figures_named(figures: WeekFigures) -> list[tuple[str, int]]:
    """The five figures, each with what it counts: the same in the chat, the workbook and the digest."""
    return [
        (_("Companies active in the last 30 days"), figures.active),
        (_("People who did something this week"), figures.people),
        (_("New members this week"), figures.new_members),
        (_("Companies that are slipping"), figures.slipping),
        (_("Answers to invitations this week"), figures.answers),
    ]


def figure_lines(figures: WeekFigures) -> str:
    return "\n".join(
        _("{label}: {n}").format(label=label, n=number(n)) for label, n in figures_named(figures)
    )


def overview(until: day_of, figures: WeekFigures, counts: Mapping[str, int]) -> Reply:
    """The cluster at a glance: five figures, and how many companies are in each band."""
    bands = [
        Button(_counted(band, counts[band]), ListCompanies(Filter(band=band).code))
        for band in BANDS
        if band in counts
    ]
    total = sum(n for band, n in counts.items() if band != SLIPPING)
    every = _("🏢 All companies ({n})").format(n=number(total))
    title = _("Engagement of companies")
    return Reply(
        f"📈 <b>{title}</b>\n{as_of(until)}\n\n{figure_lines(figures)}",
        (
            *grid(bands, 2),
            *rows(
                Button(every, ListCompanies()),
                Button(_("📥 As Excel"), GetEngagementWorkbook()),
                way_out(),
            ),
        ),
    )


def _counted(band: str, n: int) -> str:
    label = _("{label} ({n})").format(label=band_name(band), n=number(n))
    return f"{EMOJI[band]} {label}" if band in EMOJI else label


def by_name(by: By) -> str:
    """What a list is narrowed by."""
    return {
        By.BAND: pgettext("of companies", "Engagement"),
        By.RECENCY: _("Last activity"),
        By.SIZE: _("Company size"),
        By.KIND: _("Kind of member"),
        By.SUB_CLUSTER: _("Sub-cluster"),
    }[by]


def _value_name(by: By, value: str, sub_clusters: Mapping[int, str]) -> str:
    """A value that a list is narrowed to; plain text, not yet HTML."""
    match by:
        case By.BAND:
            return band_name(value)
        case By.RECENCY:
            return recency_range(Recency(value))
        case By.SIZE:
            return size_name(Size(value))
        case By.KIND:
            return kind_name(Kind(value))
        case By.SUB_CLUSTER:
            return sub_cluster_name(sub_clusters.get(int(value), "?"))


def companies(which: Filter, page: Page[Stood], sub_clusters: Mapping[int, str], today: day_of) -> Reply:
    """The companies that a filter shows, by name, each with the last thing done; and the ways to narrow the list."""
    chosen = [_value_name(by, which.value(by), sub_clusters) for by in By if which.value(by)]
    title = " · ".join(map(name, chosen)) or _("All companies")
    narrowing = [Button(ticked(by_name(by), bool(which.value(by))), Narrow(by, which.code)) for by in By]
    excel = Button(_("📥 As Excel"), GetEngagementWorkbook(which.code))
    counted = _("{label} ({n})").format(label=title, n=number(page.total))
    return listing(
        f"📈 <b>{counted}</b>",
        page,
        [
            Button(named(company_name(one.company)), OpenStory(one.company.id, 0, which.code, page.number))
            for one in page.items
        ],
        lambda turn: ListCompanies(which.code, turn),
        lines=["\n\n".join(_standing(one, today) for one in page.items)],
        empty=_("No company is like this."),
        acts=(*grid(narrowing, 2), *rows(excel)),
        back=ShowEngagement(),
        columns=2,
    )


def _standing(one: Stood, today: day_of) -> str:
    heading = f"<b>{name(company_name(one.company))}</b> · {standing(one.week)}"
    return f"{heading}\n{last_line(one, today)}"


def standing(week: CompanyWeek) -> str:
    """How a company stood, in a few words: its band with the points, and whether it is slipping."""
    band = band_name(week.band)
    if week.points is not None and week.band is not Band.UNASKED:
        band = _("{label} ({n})").format(label=band, n=number(week.points))
    return f"{band} · {EMOJI[SLIPPING]} {band_name(SLIPPING)}" if week.is_slipping else band


def last_line(one: Stood, today: day_of) -> str:
    """The last thing that was done in a company, with how long ago it was."""
    return told(one.last, today) if one.last is not None else _("Nobody has done anything yet.")


def told(one: Happening, today: day_of) -> str:
    """A row of the ledger as a sentence, with how long ago it was."""
    days = today.toordinal() - one.done.day
    when = ago(timedelta(days=days)) if days > 0 else _("today")
    return f"{when} · {sentence(one)}"


def sentence(one: Happening) -> str:
    """A row of the ledger as a sentence."""
    person = name(person_name(one.person)) if one.person is not None else _("somebody who is no longer here")
    event = title_of(one.event) if one.event is not None else _("an event")
    if one.mission is not None:
        event = mission_title(one.mission)
    words = {
        Act.PROFILE_KEPT: _("{person} looked after the profile"),
        Act.INTRODUCTION_ASKED: _("{person} asked for an introduction"),
        Act.INTRODUCTION_ANSWERED: _("{person} answered a request to meet"),
        Act.OUTCOME_REPORTED: _("{person} said what came of an introduction"),
        Act.INVITATION_ANSWERED: _("{person} answered the invitation to {event}"),
        Act.EVENT_ATTENDED: _("{person} came to {event}"),
        Act.EVENT_RATED: _("{person} said how they liked {event}"),
        Act.POLL_ANSWERED: _("{person} answered a poll"),
        Act.MISSION_OUTCOME_REPORTED: _("{person} said what came of a mission"),
        Act.MISSION_APPLIED: _("{person} applied for {event}"),
        Act.OPENING_ANSWERED: _("{person} answered an opportunity"),
        Act.OPENING_PROPOSED: _("{person} proposed an opportunity"),
        Act.OPENING_REPORTED: _("{person} said what came of an opportunity"),
        Act.BROADCAST_ANSWERED: _("{person} tapped the button of an announcement"),
    }.get(one.done.kind, _("{person} took part in something"))
    return words.format(person=person, event=event)


def narrowing(which: Filter, by: By, sub_clusters: Mapping[int, str]) -> Reply:
    """The values that a list can be narrowed to by one thing, and the way to all of them. `sub_clusters` are all that
    there are, by id."""
    values = VALUES[by] if by is not By.SUB_CLUSTER else [str(one) for one in sub_clusters]

    def label(value: str) -> str:
        words = size_choice(Size(value)) if by is By.SIZE else _value_name(by, value, sub_clusters)
        return ticked(named(words[:1].upper() + words[1:]), which.value(by) == value)

    buttons = [Button(label(value), ListCompanies(which.narrowed(by, value).code)) for value in values]
    every = Button(ticked(_("All of them"), not which.value(by)), ListCompanies(which.narrowed(by, "").code))
    return Reply(f"<b>{by_name(by)}</b>", (*grid([*buttons, every], 2), way_out(ListCompanies(which.code))))


def story(one: Stood, page: Page[Happening], tap: OpenStory, today: day_of) -> Reply:
    """A company with what its people did, the latest first."""
    company = one.company
    what = [
        kind_name(company.kind) if company.kind else "",
        size_name(company.size) if company.size else "",
        list_of(sub_cluster_name(part.slug) for part in company.sub_clusters),
    ]
    about = " · ".join(name(part) for part in what if part)
    heading = [f"🏢 <b>{name(company_name(company))}</b>", about, standing(one.week), _explained(one.week)]
    did = _("What its people did")
    return listing(
        "\n".join(filter(None, heading)),
        page,
        [],
        lambda turn: OpenStory(company.id, turn, tap.code, tap.list_page),
        lines=[f"<b>{did}</b>", *(f"• {told(happening, today)}" for happening in page.items)],
        empty=_("Nobody has done anything yet."),
        acts=rows(score_button(company), Button(_("🏢 The company’s card"), LookAtCompany(company.id))),
        back=ListCompanies(tap.code, tap.list_page),
    )


def _explained(week: CompanyWeek) -> str:
    if not week.is_slipping:
        return ""
    return _("⚠️ Slipping: less than half of what was usual in the year before was done in the last 90 days.")


def tables(
    until: day_of, figures: WeekFigures, counts: Mapping[str, int], listed: Sequence[Stood]
) -> list[Table]:
    """The figures and a list of companies as tables: the title, the header and the rows of each."""
    whole: list[Row] = [[_("Up to the end of"), until]]
    whole += [[label, n] for label, n in figures_named(figures)]
    whole += [[band_name(band), counts[band]] for band in BANDS if band in counts and band != SLIPPING]
    header = [
        pgettext("column of a table", "Company"),
        _("Kind of member"),
        _("Size"),
        _("Sub-clusters"),
        pgettext("of companies", "Engagement"),
        pgettext("column of a table", "Score"),
        band_name(SLIPPING),
        _("Last active on"),
        _("Last thing done"),
        _("Done on"),
    ]
    return [
        (_("Engagement of companies"), [_("What"), _("How many")], whole),
        (_("Companies"), header, [_row(one) for one in listed]),
    ]


def _row(one: Stood) -> Row:
    company, week = one.company, one.week
    return [
        company_name(company),
        kind_name(company.kind) if company.kind else "",
        size_name(company.size) if company.size else "",
        list_of(sub_cluster_name(part.slug) for part in company.sub_clusters),
        band_name(week.band),
        week.points if week.band is not Band.UNASKED else None,
        _("yes") if week.is_slipping else "",
        day_of.fromordinal(week.last_did) if week.last_did is not None else None,
        undirected(plain(sentence(one.last))) if one.last is not None else "",
        day_of.fromordinal(one.last.done.day) if one.last is not None else None,
    ]


def workbook(until: day_of, document: bytes) -> Reply:
    """The tables as a document."""
    return Reply(
        _("The engagement of the companies, as of the end of {date}.").format(date=date(until)),
        file=File(f"engagement-{until:%Y-%m-%d}.xlsx", document),
        toast=_("Your file is on its way."),
    )
