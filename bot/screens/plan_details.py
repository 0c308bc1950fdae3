"""What is asked about an event that is planned, one detail after the other, with ready-made answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from bot.i18n import _, duration, isolate, language_name, number, short_date, time
from bot.i18n import date as day_name
from bot.models.events import Event
from bot.moment import Moment
from bot.replies import Button, Reply, Style, grid, rows
from bot.rules.audiences import Audience
from bot.rules.planning import (
    HOURS,
    LAST_PAGE,
    LENGTHS,
    USUAL_PER_COMPANY,
    USUAL_SEATS,
    Detail,
    answer_bys,
    days_to_offer,
)
from bot.rules.walltime import minute_of
from bot.screens.audiences import ShowAudience, counted, in_words
from bot.screens.events import title_of
from bot.screens.navigation import way_out
from bot.screens.planning import (
    WHOSE,
    AskDetail,
    LeaveOut,
    OpenPlan,
    PickDay,
    PickNumber,
    PickTime,
    Planned,
    beginning_line,
    place_line,
    seats_line,
)
from bot.screens.when import EXAMPLE, on_the_clock, spoken_example


def ask_text(event: Event, language: str) -> str:
    """The question for the title and text in a language."""
    return _(
        "Send me the event in {language} as one message: the first line is its title, what follows is the text. "
        "Formatting and links are kept. The time and the place are asked for next: they need not be in it."
    ).format(language=language_name(language))


def ask(planned: Planned, detail: Detail, moment: Moment, page: int = 0) -> Reply:
    """The question for one detail, below what is settled so far."""
    event = planned.event
    match detail:
        case Detail.START:
            question = _ask_start(event, moment, page)
        case Detail.END if event.starts is not None:
            question = _ask_end(event)
        case Detail.ANSWER_BY if event.starts is not None:
            question = _ask_answer_by(event, moment)
        case Detail.END | Detail.ANSWER_BY:
            question = _ask_start(event, moment, page)
        case Detail.SEATS | Detail.PER_COMPANY:
            question = _ask_number(event, detail)
        case Detail.AUDIENCE:
            question = _ask_audience(planned)
        case _:
            question = _ask_plainly(event, detail)
    return replace(
        question,
        text="\n\n".join([_so_far(event), question.text]),
        buttons=(*question.buttons, way_out(OpenPlan(event.id))),
    )


def _so_far(event: Event) -> str:
    lines = [f"<b>{title_of(event)}</b>"]
    if event.starts is not None:
        lines.append(beginning_line(event))
    if event.place:
        lines.append(place_line(event))
    if event.seats is not None or event.seats_per_company is not None:
        lines.append(seats_line(event))
    return "\n".join(lines)


def _ask_start(event: Event, moment: Moment, page: int) -> Reply:
    words = _(
        "When does it begin? Choose the day, or type the day and the time, such as {example} or {words}."
    )
    days = [
        Button(short_date(day), PickDay(event.id, day.toordinal()))
        for day in days_to_offer(moment.now, moment.zone, page)
    ]
    earlier = [Button(_("← Earlier days"), AskDetail(event.id, Detail.START, page - 1))] if page > 0 else []
    later = (
        [Button(_("Later days →"), AskDetail(event.id, Detail.START, page + 1))] if page < LAST_PAGE else []
    )
    return Reply(
        words.format(example=isolate(EXAMPLE), words=isolate(spoken_example())),
        (*grid(days, 2), (*earlier, *later)),
    )


def ask_hour(event: Event, day: date) -> Reply:
    """At what time it begins, on a day that was chosen."""
    words = _("{day}: at what time does it begin? Choose, or type the day and the time.")
    hours = [
        Button(time(hour), PickTime(event.id, Detail.START, minute_of(datetime.combine(day, hour))))
        for hour in HOURS
    ]
    return Reply(
        words.format(day=isolate(day_name(day))),
        (*grid(hours, 3), way_out(AskDetail(event.id, Detail.START))),
    )


def _ask_end(event: Event) -> Reply:
    assert event.starts is not None
    buttons = []
    for length in LENGTHS:
        ends = event.starts + length
        label = _("{length}, until {time}").format(length=duration(length), time=time(ends.time()))
        buttons.append(Button(label, PickTime(event.id, Detail.END, minute_of(ends))))
    words = _("When does it end? Choose, or type a time or how long it takes, such as {time} or {length}.")
    # Not whole hours: in French those are a time of the day as well, and would be asked about
    typed = LENGTHS[1]
    example = event.starts + typed
    return Reply(
        words.format(time=isolate(time(example.time())), length=isolate(duration(typed))),
        grid(buttons, 2),
    )


def _ask_answer_by(event: Event, moment: Moment) -> Reply:
    assert event.starts is not None
    words = _("By when do you want answers? Choose, or type the day and the time, such as {example}.")
    choices = [
        Button(on_the_clock(wall), PickTime(event.id, Detail.ANSWER_BY, minute_of(wall)))
        for wall in answer_bys(event.starts, moment.now, event.tz)
    ]
    at_any = Button(_("At any time until it begins"), LeaveOut(event.id, Detail.ANSWER_BY))
    return Reply(words.format(example=isolate(EXAMPLE)), rows(*choices, at_any))


def _ask_number(event: Event, detail: Detail) -> Reply:
    if detail is Detail.SEATS:
        words, usual = _("How many people can come? Choose, or type a number."), USUAL_SEATS
    else:
        words = _("How many people of one company can come at most? Choose, or type a number.")
        usual = USUAL_PER_COMPANY
    numbers = tuple(Button(number(n), PickNumber(event.id, detail, n)) for n in usual)
    return Reply(words, rows(numbers, Button(_("No limit"), LeaveOut(event.id, detail))))


def _ask_audience(planned: Planned) -> Reply:
    event = planned.event
    words = [_("Whom is it for?"), in_words(Audience.of(event.audience)), counted(planned.reached)]
    return Reply(
        "\n\n".join(words),
        rows(
            Button(_("✅ Yes, invite these"), LeaveOut(event.id, Detail.AUDIENCE), style=Style.PRIMARY),
            Button(_("👥 Choose others"), ShowAudience(WHOSE, event.id)),
        ),
    )


def _ask_plainly(event: Event, detail: Detail) -> Reply:
    """What is sent rather than chosen; what is there can be taken away again."""
    words, is_there = {
        Detail.MAP: (
            _("Send me a link (https) that shows the place on a map, or the location from your phone."),
            event.map_link,
        ),
        Detail.ONLINE: (
            _("Send me the link (https) by which people take part. Only those who go will see it."),
            event.online_link,
        ),
        Detail.PICTURE: (_("Send me a picture, or a flyer as a picture or a PDF."), event.picture_id),
    }.get(
        detail,
        (
            _(
                "Where does it take place? Type it, with a link to a map if you have one; "
                "or send the location from your phone."
            ),
            event.place,
        ),
    )
    ways = []
    if detail is Detail.PLACE:
        ways.append(Button(_("💻 It is online"), AskDetail(event.id, Detail.ONLINE)))
        if not is_there:
            ways.append(Button(_("Not known yet"), LeaveOut(event.id, detail)))
    if is_there:
        ways.append(Button(_("🗑 Remove it"), LeaveOut(event.id, detail), style=Style.DANGER))
    return Reply(words, rows(*ways))


def name_the_place(event: Event) -> Reply:
    """A spot on the map came, without a name."""
    words = _("🗺 I have the spot on the map. What is the place called? Type it.")
    return Reply(words, rows(way_out(OpenPlan(event.id))))


def asked_back(event: Event, question: Reply) -> Reply:
    """What was typed may mean several things: which is asked, with the way back to the plan."""
    return replace(question, buttons=(*question.buttons, way_out(OpenPlan(event.id))))
