"""Introductions as staff see them, and make them by hand: counts, lists, whom to call, all of them as a workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from typing import Any

from bot.i18n import N_, _, date, isolate, language_name, name, number, pgettext
from bot.models.companies import Company
from bot.models.introductions import Introduction, OutcomeReport
from bot.models.people import Person
from bot.replies import Button, File, Reply, Style, Tap, rows
from bot.rules.introductions import EXPIRES_AFTER, WORDS_LIMIT, Decline, Origin, Side, State
from bot.rules.matching import Reason
from bot.rules.outcomes import ASKED_AFTER, Outcome
from bot.rules.pages import Page
from bot.rules.staff_introductions import LATELY, QUARTER, IntroductionList, Overview, OwnWords, Trouble
from bot.rules.words import shortened
from bot.screens.companies import LookAtCompany
from bot.screens.entrances import Entrance
from bot.screens.forms import Finish, Pick
from bot.screens.introduction_wording import ICONS, decline_label, states, who, why_label
from bot.screens.introductions import at_night, quoted
from bot.screens.listing import legend, listing
from bot.screens.navigation import home_button, named, way_out
from bot.screens.outcomes import dollars, outcome_name, said
from bot.screens.vocabulary import company_name, person_name, size_name

NAME_LENGTH = 24


class ShowOverview(Tap, prefix="j"): ...


ENTRANCE = Entrance(
    "meetings", N_("Introductions of members"), ShowOverview(), N_("🤝 Introductions of members")
)


class ShowList(Tap, prefix="jl"):
    which: IntroductionList
    page: int


class LookAtIntroduction(Tap, prefix="jo"):
    introduction_id: int
    which: IntroductionList
    page: int


class ShowTrouble(Tap, prefix="jt"):
    trouble: Trouble
    page: int


class GetWorkbook(Tap, prefix="jx"): ...


class Introduce(Tap, prefix="ji"): ...


class IntroduceCompany(Tap, prefix="Ic"):
    """Introduce the right person of a company that nobody has met to somebody."""

    company_id: int


def overview(seen: Overview, *, may_act: bool) -> Reply:
    """How introductions go, in counts, and the ways on."""
    acting = rows(Button(_("➕ Introduce two members"), Introduce(), style=Style.PRIMARY)) if may_act else ()
    return Reply(
        "\n\n".join(part for part in (_counts(seen), _came_of(seen)) if part),
        (
            (
                Button(_("🕓 Open"), ShowList(IntroductionList.OPEN, 0)),
                Button(_("⚠️ Overdue"), ShowList(IntroductionList.STUCK, 0)),
                Button(_("🏁 Finished"), ShowList(IntroductionList.FINISHED, 0)),
            ),
            *rows(*[Button(trouble_label(trouble), ShowTrouble(trouble, 0)) for trouble in Trouble]),
            *acting,
            *rows(Button(_("📥 All of them in Excel"), GetWorkbook()), home_button()),
        ),
    )


def _counts(seen: Overview) -> str:
    return "\n".join(
        [
            _("🤝 <b>Introductions of members</b>"),
            "",
            _("Open: {n}").format(n=number(seen.open)),
            _("Overdue, silent for more than two days: {n}").format(n=number(seen.stuck)),
            _("Introduced in the last {days} days: {n}").format(
                days=number(LATELY.days), n=number(seen.introduced_lately)
            ),
            _("Introduced in the last {days} days: {n}").format(
                days=number(QUARTER.days), n=number(seen.introduced_in_quarter)
            ),
            _("Not introduced in the last {days} days: {n}").format(
                days=number(QUARTER.days), n=number(seen.nothing_in_quarter)
            ),
        ]
    )


def _came_of(seen: Overview) -> str:
    if not seen.came_of:
        return ""
    lines = [_("<b>Results, as members report them</b>"), *_outcomes(seen.came_of)]
    if seen.most > seen.least:
        lines.append(
            _("Total value: {least} to {most}, as the one side or the other says").format(
                least=dollars(seen.least), most=dollars(seen.most)
            )
        )
    elif seen.most:
        lines.append(_("Total value: {amount}").format(amount=dollars(seen.most)))
    return "\n".join(lines)


def _outcomes(came_of: Mapping[tuple[Outcome, ...], int]) -> list[str]:
    ranked = sorted(came_of.items(), key=lambda item: [list(Outcome).index(one) for one in item[0]][::-1])
    return [
        _("• {outcome}: {n}").format(outcome=outcome_name(outcomes[0]), n=number(n))
        if len(outcomes) == 1
        else _("• one side says {lesser}, the other {more}: {n}").format(
            lesser=outcome_name(outcomes[0]), more=outcome_name(outcomes[1]), n=number(n)
        )
        for outcomes, n in reversed(ranked)
    ]


def trouble_label(trouble: Trouble) -> str:
    """A list of whom staff may want to call, on its button and above it."""
    return {
        Trouble.ASKED_MOST: _("🔥 Who is asked most"),
        Trouble.SILENT: _("🔕 Who never answers"),
        Trouble.UNMET: _("🏢 Companies no one has met"),
        Trouble.UNKNOWN: _("💬 Words we do not know"),
    }[trouble]


def introductions(which: IntroductionList, listed: Page[Introduction]) -> Reply:
    """A page of introductions."""
    heading = {
        IntroductionList.OPEN: _("🕓 <b>Open introductions</b>"),
        IntroductionList.STUCK: _("⚠️ <b>Open introductions, silent for more than two days</b>"),
        IntroductionList.FINISHED: _("🏁 <b>Finished introductions</b>"),
    }[which]
    buttons = [
        Button(_pair(asked), LookAtIntroduction(asked.id, which, listed.number)) for asked in listed.items
    ]
    heading = f"{heading}\n{legend(states(listed.items))}" if listed.total else heading
    return _list(heading, listed, buttons, lambda page: ShowList(which, page))


def _pair(asked: Introduction) -> str:
    pair = " – ".join(
        isolate(shortened(person_name(side), NAME_LENGTH)) for side in (asked.asker, asked.other)
    )
    return f"{ICONS[asked.state]} {pair}"


def people(trouble: Trouble, listed: Page[tuple[Person, int]]) -> Reply:
    """Who is asked most, or never answers, with how often; a button leads to the company."""
    words = {
        Trouble.ASKED_MOST: _("Asked three times or more within 30 days:"),
        Trouble.SILENT: _("Let two requests or more run out within 180 days, and answered none:"),
    }[trouble]
    buttons = [
        Button(
            f"{named(person_name(person), company_name(person.company))} ({number(n)})",
            LookAtCompany(person.company_id),
        )
        for person, n in listed.items
    ]
    heading = f"<b>{trouble_label(trouble)}</b>\n{words}"
    return _list(heading, listed, buttons, lambda page: ShowTrouble(trouble, page))


def unmet(listed: Page[Company], *, may_act: bool) -> Reply:
    """Companies of which nobody was ever introduced, the largest first, each beside the way to introduce it."""
    words = _(
        "In the directory, but nobody of theirs was ever introduced to anybody; the largest come first:"
    )
    buttons = [
        button
        for company in listed.items
        for button in (
            Button(f"🏢 {isolate(_sized(company))}", LookAtCompany(company.id)),
            *([Button(_("🤝 Introduce them"), IntroduceCompany(company.id))] if may_act else []),
        )
    ]
    heading = f"<b>{trouble_label(Trouble.UNMET)}</b>\n{words}"
    columns = 2 if may_act else 1
    return _list(heading, listed, buttons, lambda page: ShowTrouble(Trouble.UNMET, page), columns)


def unknown(listed: Page[OwnWords]) -> Reply:
    """What companies write that the search and the matching know no other words for."""
    words = _(
        "Products, offers and needs that we know no other words for: only who types the same finds them. Ask the "
        "company for a more usual word, in any language; the button shows its profile."
    )
    buttons = [
        Button(f"{named(one.words)} ({number(one.companies)})", LookAtCompany(one.company_id))
        for one in listed.items
    ]
    heading = f"<b>{trouble_label(Trouble.UNKNOWN)}</b>\n{words}"
    return _list(heading, listed, buttons, lambda page: ShowTrouble(Trouble.UNKNOWN, page))


def _sized(company: Company) -> str:
    called = shortened(company_name(company), NAME_LENGTH)
    return f"{called} · {size_name(company.size)}" if company.size is not None else called


def _list(
    heading: str, listed: Page[Any], buttons: Sequence[Button], turn: Callable[[int], Tap], columns: int = 1
) -> Reply:
    return listing(
        heading,
        listed,
        buttons,
        turn,
        lines=[_("On this list: {n}").format(n=number(listed.total))] if listed.total else (),
        empty=_("There is nobody and nothing on this list."),
        back=ShowOverview(),
        columns=columns,
    )


def introduction(
    asked: Introduction, reports: Sequence[OutcomeReport], which: IntroductionList, page: int, zone: tzinfo
) -> Reply:
    """One introduction: who, where it came from, how it stands or ended, and what both sides say of it."""
    lines = [
        _("Where from: {origin}").format(origin=origin_name(asked.origin)),
        _("Begun: {date}").format(date=date(asked.asked_at.astimezone(zone))),
        _("What for: {reason}").format(reason=why_label(asked.why)) if asked.why is not None else "",
    ]
    parts = [
        "\n".join([who(asked.asker), who(asked.other)]),
        "\n".join(line for line in lines if line),
        "\n".join(_standing(asked, zone)),
        *[_said(side, reports) for side in (asked.asker, asked.other)],
    ]
    companies = [
        Button(f"🏢 {named(company_name(side.company))}", LookAtCompany(side.company_id))
        for side in (asked.asker, asked.other)
    ]
    return Reply(
        "\n\n".join(part for part in parts if part), (*rows(*companies), way_out(ShowList(which, page)))
    )


def _standing(asked: Introduction, zone: tzinfo) -> list[str]:
    if asked.terms.is_open:
        sides = [(Side.ASKER, asked.asker), (Side.OTHER, asked.other)]
        return [
            _("✅ {person} has said yes.").format(person=name(person_name(person)))
            if asked.terms.agrees(side)
            else _("🕓 {person} has not answered yet.").format(person=name(person_name(person)))
            for side, person in sides
            if side is Side.OTHER or asked.origin.is_proposed
        ]
    closed_on = date((asked.closed_at or asked.asked_at).astimezone(zone))
    by = asked.other if asked.closed_by is Side.OTHER else asked.asker
    ended = _ended(asked.state, is_by_somebody=asked.closed_by is not None)
    return [ended.format(person=name(by.name), date=closed_on), *_reason(asked)]


def _ended(state: State, *, is_by_somebody: bool) -> str:
    if state is State.EXPIRED and is_by_somebody:
        return _("▫️ {person} left the bot, on {date}.")
    return {
        State.INTRODUCED: _("🤝 They were introduced, on {date}."),
        State.POSTPONED: _("⏸ {person} said not now, on {date}."),
        State.DECLINED: _("▫️ {person} said no, on {date}."),
        State.HANDED_ON: _("👥 {person} passed it on to a colleague, on {date}."),
        State.WITHDRAWN: _("↩️ {person} took it back, on {date}."),
    }.get(state, _("▫️ It ended without an answer, on {date}."))


def _reason(asked: Introduction) -> list[str]:
    if asked.state is not State.DECLINED or asked.declined_for is None:
        return []
    own = asked.declined_for is Decline.OWN and asked.declined_words
    reason = name(asked.declined_words or "") if own else decline_label(asked.declined_for)
    return [_("Why, for staff alone: {reason}").format(reason=reason)]


def _said(person: Person, reports: Sequence[OutcomeReport]) -> str:
    """What one side says came of it, question by question."""
    lines = [_answer(report) for report in reports if report.person_id == person.id]
    heading = _("{person} says:").format(person=name(person_name(person)))
    return "\n".join([heading, *lines]) if lines else ""


def _answer(report: OutcomeReport) -> str:
    days = number(ASKED_AFTER[report.question].days)
    if report.answer is None:
        return _("• after {days} days: no answer yet").format(days=days)
    return _("• after {days} days: {answer}").format(days=days, answer=said(report.answer, report.value))


def origin_name(origin: Origin) -> str:
    """Where an introduction came from; plain text."""
    return {
        Origin.CARD: _("asked by a member"),
        Origin.SUGGESTION: _("asked by a member after a suggestion"),
        Origin.ROUND: _("suggested in a round"),
        Origin.STAFF: _("suggested by staff"),
    }[origin]


def state_name(state: State) -> str:
    """Where an introduction stands, in a word or two; plain text."""
    return {
        State.OPEN: pgettext("state of an introduction", "open"),
        State.INTRODUCED: pgettext("state of an introduction", "introduced"),
        State.POSTPONED: pgettext("state of an introduction", "not now"),
        State.DECLINED: pgettext("state of an introduction", "declined"),
        State.HANDED_ON: pgettext("state of an introduction", "passed on"),
        State.WITHDRAWN: pgettext("state of an introduction", "taken back"),
        State.EXPIRED: pgettext("state of an introduction", "no answer"),
    }[state]


def title() -> str:
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


def sent(workbook: bytes, today: dt.date) -> Reply:
    return Reply(
        _("All introductions of members, without anybody's contact details."),
        file=File(name=f"qoot-introductions-{today.isoformat()}.xlsx", data=workbook),
        toast=_("Your file is on its way."),
    )


class ShowMatches(Tap, prefix="jf"):
    page: int


def ask_first() -> Reply:
    return Reply(
        _("➕ Whom would you like to introduce? Type the name of the first person, or of their company.")
    )


def ask_second(first: Person, best: Sequence[Person] = ()) -> Reply:
    """Whom somebody should meet: those most worth it, as buttons, or anybody by name."""
    words = _("Whom should {who} meet? Type the name of the second person, or of their company.")
    parts = [words.format(who=who(first))]
    if best:
        parts.append(_("Or choose one of those most worth meeting for them:"))
    listed = [
        Button(named(person_name(person), company_name(person.company)), Pick(str(person.id)))
        for person in best
    ]
    return Reply("\n\n".join(parts), rows(*listed))


def found(people: Page[Person], question: Reply) -> Reply:
    """Whom the typed name may mean; nobody, and the question stands again."""
    if not people.total:
        text = _("Nobody on the bot has this name, or a company of this name.")
        return Reply(f"{text}\n\n{question.text}")
    listed = [
        Button(named(person_name(person), company_name(person.company)), Pick(str(person.id)))
        for person in people.items
    ]
    shown = listing(_("Who is meant?"), people, listed, ShowMatches)
    return Reply(shown.text, shown.buttons[:-1])


def ask_words(first: Person, second: Person) -> Reply:
    """Why should they meet? It may be left out."""
    words = _(
        "{first}\n{second}\n\n"
        "Why should they meet? Write a sentence, which both will read, of at most {limit} characters; "
        "or leave it out."
    )
    return Reply(
        words.format(first=who(first), second=who(second), limit=number(WORDS_LIMIT)),
        rows(Button(_("Skip"), Pick(""), style=Style.PRIMARY)),
    )


def preview(drafted: Introduction, readers: Sequence[tuple[Person, Sequence[Reason]]]) -> Reply:
    """What each of the two will see, exactly, in their language; and send."""
    parts = [_seen(drafted, *reader) for reader in readers]
    return Reply("\n\n".join(parts), rows(Button(_("📨 Ask both of them"), Finish(), style=Style.SUCCESS)))


def _seen(drafted: Introduction, reader: Person, reasons: Sequence[Reason]) -> str:
    heading = _("This is what {person} will see, in {language}:").format(
        person=name(person_name(reader)), language=language_name(reader.language)
    )
    return f"{heading}\n{quoted(drafted, reader, reasons)}"


def asked_both(made: Introduction, arrives: dt.datetime | None, zone: tzinfo) -> Reply:
    """Both are asked; in quiet hours it `arrives` later."""
    words = _(
        "📨 {first} and {second} are asked whether they want to meet. They have {days} days to answer; "
        "contact details go out only when both say yes."
    )
    text = words.format(
        first=name(person_name(made.asker)),
        second=name(person_name(made.other)),
        days=number(EXPIRES_AFTER.days),
    )
    return Reply(
        "\n\n".join([text, *at_night(arrives, zone)]),
        rows(
            Button(_("Look at this introduction"), LookAtIntroduction(made.id, IntroductionList.OPEN, 0)),
            way_out(ShowOverview()),
        ),
    )


def not_open() -> str:
    """A button of an introduction by hand that is not being made any more."""
    return _("This was sent or discarded already.")
