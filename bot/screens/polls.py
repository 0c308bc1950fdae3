"""Polls as members see them: the invitation, one question after the other, thanks, and the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from bot.i18n import N_, _, current, date_time, isolate, name, ngettext, number
from bot.markup import escape
from bot.models.polls import Poll, PollQuestion, QuestionText, Voter
from bot.moment import Moment
from bot.replies import Button, Reply, Rows, Style, Tap, rows
from bot.rules.pages import Page
from bot.rules.polls import FEWEST, SCALES, TEXT_LIMIT, PollPhase, QuestionKind
from bot.rules.words import shortened
from bot.screens.bars import bar
from bot.screens.entrances import Entrance
from bot.screens.listing import listing
from bot.screens.navigation import (
    LABEL_LENGTH,
    back_button,
    home_below_button,
    home_button,
    named,
    ticked,
    way_out,
)


class ListPolls(Tap, prefix="pl"):
    page: int = 0


ENTRANCE = Entrance(
    "polls",
    N_("Polls: say what you think, see what the others said"),
    ListPolls(),
    N_("🗳 Polls"),
    for_staff="poll",
)


class OpenPoll(Tap, prefix="po"):
    """Go on where one was; of a closed poll, see the result."""

    poll_id: int


class ShowQuestion(Tap, prefix="pq"):
    poll_id: int
    place: int


class PickAnswer(Tap, prefix="pa"):
    """The answer to a question: the place of an option, or a step of a scale."""

    poll_id: int
    place: int
    value: int


class ToggleOption(Tap, prefix="pt"):
    """Choose one of several options, or not: the button says which, so that a second tap on it changes nothing."""

    poll_id: int
    place: int
    value: int
    is_on: bool


class GoOnFrom(Tap, prefix="pu"):
    """Done with several options, or a text is left as it is."""

    poll_id: int
    place: int


class DropText(Tap, prefix="pd"):
    poll_id: int
    place: int


TITLE_LENGTH = 60
ROW_OF_STEPS = 6


def words_of(question: PollQuestion) -> QuestionText:
    """A question in the language being spoken."""
    return question.text_for(current()) or QuestionText(
        language=current(), words=_("A question without words")
    )


def beginning_of(text: str) -> str:
    """The beginning of an option or a question, for a hole of an HTML sentence."""
    return name(shortened(text, TITLE_LENGTH))


def plain_title(poll: Poll) -> str:
    """What a poll is recognised by: its first question, shortened; plain text."""
    if not poll.questions:
        return _("A poll without questions")
    return shortened(words_of(poll.questions[0]).words, TITLE_LENGTH)


def title_of(poll: Poll) -> str:
    """The same for a hole of an HTML sentence."""
    return name(plain_title(poll))


def closes(poll: Poll) -> str:
    """When it closes, or closed, on the cluster's clocks."""
    at = poll.closed_at or poll.closes_at
    return date_time(at, ZoneInfo(poll.zone)) if at else _("The time is not set yet.")


def who_sees_what(poll: Poll) -> str:
    """What becomes of an answer, and who sees it: the promise that `services.poll_results` keeps."""
    if poll.is_anonymous:
        words = _(
            "🔒 Anonymous: until the poll closes your answers are kept encrypted with your name, so that you can "
            "change them. Then they are added up and deleted; nobody sees who chose what, and nothing is shown "
            "of fewer than {least}."
        )
    else:
        words = _(
            "👤 With names: the cluster's staff see your name with your answers. Other members see only totals, and no "
            "sub-cluster of fewer than {least}."
        )
    lines = [words.format(least=number(FEWEST))]
    if poll.by_company:
        lines.append(_("🏢 One voice for each company: your company's newest answers count."))
    return "\n".join(lines)


def invitation(poll: Poll) -> Reply:
    """The poll as it comes to people: what it is, and at once the first question."""
    words = ngettext(
        "🗳 <b>A poll of the cluster</b>: {n} question. Answers are taken until {moment}.",
        "🗳 <b>A poll of the cluster</b>: {n} questions. Answers are taken until {moment}.",
        len(poll.questions),
    ).format(n=number(len(poll.questions)), moment=closes(poll))
    asked = question(poll, poll.questions[0], {})
    text = "\n\n".join([words, who_sees_what(poll), asked.text])
    return Reply(text, (*asked.buttons[:-1], (home_below_button(),)))


def question(
    poll: Poll,
    asked: PollQuestion,
    given: Mapping[int, Any],
    *,
    has_colleague: bool = False,
    is_typing: bool = False,
    toast: str = "",
) -> Reply:
    """A question with what was answered so far; `is_typing`: what is typed now is taken as its answer."""
    answered = given.get(asked.id)
    parts = [_progress(poll, asked, given), _asked(asked), _hint(poll, asked, answered, is_typing=is_typing)]
    if has_colleague:
        parts.insert(
            0, _("🏢 A colleague has answered for your company. If you answer too, the newest answers count.")
        )
    before = (back_button(ShowQuestion(poll.id, asked.place - 1)),) if asked.place else ()
    buttons = (*_answers(poll, asked, answered, is_typing=is_typing), (*before, home_button()))
    return Reply("\n\n".join(part for part in parts if part), buttons, toast=toast)


def _progress(poll: Poll, asked: PollQuestion, given: Mapping[int, Any]) -> str:
    """How far one is: a bar of what is answered, and which question this is."""
    share = len([one for one in poll.questions if one.id in given]) / len(poll.questions)
    place = _("Question {n} of {all}").format(n=number(asked.place + 1), all=number(len(poll.questions)))
    return f"{bar(share)} {place}"


def _asked(asked: PollQuestion) -> str:
    text = words_of(asked)
    lines = [f"<b>{name(text.words)}</b>"]
    if any(len(option) > LABEL_LENGTH for option in text.options):
        lines += [f"• {name(option)}" for option in text.options]
    return "\n".join(lines)


def _hint(poll: Poll, asked: PollQuestion, answered: Any, *, is_typing: bool) -> str:
    match asked.kind:
        case QuestionKind.ONE:
            return _("Tap your answer.")
        case QuestionKind.SEVERAL:
            return _("Tap all that fit, then “Done”.")
        case QuestionKind.RATING | QuestionKind.SCORE:
            scale = SCALES[asked.kind]
            return _("From {least} (lowest) to {most} (highest).").format(
                least=number(scale[0]), most=number(scale[-1])
            )
        case _:
            return _text_hint(poll, answered, is_typing=is_typing)


def _text_hint(poll: Poll, answered: Any, *, is_typing: bool) -> str:
    parts = []
    if answered:
        parts.append(_("You wrote:\n{words}").format(words=f"<i>{name(answered)}</i>"))
    if is_typing:
        parts.append(_("Type your answer, at most {limit} characters.").format(limit=number(TEXT_LIMIT)))
    looked_at = (
        _(
            "Once the poll has closed, staff read it without your name and decide whether it is shown to the others."
        )
        if poll.is_anonymous
        else _(
            "Once the poll has closed, staff read it with your name and decide whether it is shown to the others, "
            "without your name."
        )
    )
    return "\n\n".join([*parts, looked_at])


def _answers(poll: Poll, asked: PollQuestion, answered: Any, *, is_typing: bool) -> Rows:
    chosen = answered if isinstance(answered, list) else []
    match asked.kind:
        case QuestionKind.TEXT:
            return _text_buttons(poll, asked, answered, is_typing=is_typing)
        case QuestionKind.RATING | QuestionKind.SCORE:
            steps = [
                Button(ticked(number(step), step in chosen), PickAnswer(poll.id, asked.place, step))
                for step in SCALES[asked.kind]
            ]
            return tuple(
                tuple(steps[first : first + ROW_OF_STEPS]) for first in range(0, len(steps), ROW_OF_STEPS)
            )
        case QuestionKind.ONE:
            return rows(
                *(
                    Button(ticked(named(option), n in chosen), PickAnswer(poll.id, asked.place, n))
                    for n, option in enumerate(words_of(asked).options)
                )
            )
    options = [
        Button(
            f"{'☑️' if n in chosen else '◻️'} {named(option)}",
            ToggleOption(poll.id, asked.place, n, is_on=n not in chosen),
        )
        for n, option in enumerate(words_of(asked).options)
    ]
    return rows(*options, Button(_("Done"), GoOnFrom(poll.id, asked.place), style=Style.PRIMARY))


def _text_buttons(poll: Poll, asked: PollQuestion, answered: Any, *, is_typing: bool) -> Rows:
    leave = _("Keep my answer") if answered else _("Skip")
    buttons = [Button(leave, GoOnFrom(poll.id, asked.place), style=Style.PRIMARY)]
    if answered:
        buttons.append(Button(_("↩️ Take my answer back"), DropText(poll.id, asked.place)))
    if not is_typing:
        write = Button(_("✍️ Write an answer"), ShowQuestion(poll.id, asked.place), style=Style.PRIMARY)
        return rows(write, replace(buttons[0], style=Style.PLAIN))
    return rows(tuple(buttons))


def thanks(poll: Poll, given: Mapping[int, Any], *, toast: str = "") -> Reply:
    """All is answered: what was, until when it can be changed, and what happens next."""
    lines = [
        f"• {beginning_of(words_of(one).words)}\n  {_answer_in_words(one, given.get(one.id))}"
        for one in poll.questions
    ]
    words = _(
        "✅ <b>Thank you, all is answered.</b>\n\n"
        "You can change your answers until {moment}. Then the answers are counted, and the result comes to you here."
    ).format(moment=closes(poll))
    change = [
        Button(f"✏️ {number(one.place + 1)}. {named(words_of(one).words)}", ShowQuestion(poll.id, one.place))
        for one in poll.questions
    ]
    text = "\n\n".join([words, "\n".join(lines), who_sees_what(poll)])
    return Reply(text, rows(*change, way_out(ListPolls())), toast=toast)


def _answer_in_words(asked: PollQuestion, answered: Any) -> str:
    if isinstance(answered, str):
        return f"<i>{beginning_of(answered)}</i>" if answered else _("skipped")
    if asked.kind in SCALES:
        return _("{rating} of {most}").format(rating=number(answered[0]), most=number(SCALES[asked.kind][-1]))
    options = words_of(asked).options
    chosen = [beginning_of(options[n]) for n in answered if n < len(options)]
    return " · ".join(chosen) or _("none of them")


def reminder(poll: Poll) -> Reply:
    """To who has not answered, halfway to closing."""
    words = _(
        "⏳ The cluster would still like to hear from you: {title}\n\n"
        "Answers are taken until {moment}; it takes a minute."
    ).format(title=title_of(poll), moment=closes(poll))
    answer = Button(_("🗳 Answer now"), OpenPoll(poll.id), style=Style.PRIMARY)
    return Reply(words, rows(answer, home_below_button()))


def called_off(poll: Poll) -> Reply:
    """To who had answered a poll that comes to nothing."""
    words = _(
        "✖️ The poll “{title}” was cancelled. Your answers were deleted; thank you all the same."
    ).format(title=title_of(poll))
    return Reply(words, rows(home_below_button()))


def is_called_off(poll: Poll) -> Reply:
    """Somebody opens a poll that came to nothing."""
    words = _("✖️ The poll “{title}” was cancelled, and its answers were deleted.").format(
        title=title_of(poll)
    )
    return Reply(words, rows(way_out(ListPolls())))


def is_being_counted(poll: Poll) -> Reply:
    """The time is over, and the answers are about to be added up."""
    words = _("⌛ The poll “{title}” has just closed. The result comes to you here in a moment.")
    return Reply(words.format(title=title_of(poll)), rows(way_out(ListPolls())))


def polls_for_member(listed: Page[Poll], own: Mapping[int, Voter], moment: Moment) -> Reply:
    """What can be answered, and what came of earlier polls."""
    return listing(
        _("<b>Polls</b>"),
        listed,
        [
            Button(f"{_mark(poll, own.get(poll.id), moment)} {named(plain_title(poll))}", OpenPoll(poll.id))
            for poll in listed.items
        ],
        ListPolls,
        lines=["\n\n".join(_line(poll, own.get(poll.id), moment) for poll in listed.items)],
        empty=_("There is no poll for you at the moment. You will be asked here when there is one."),
    )


def _is_open(poll: Poll, moment: Moment) -> bool:
    return poll.phase is PollPhase.OPEN and poll.closes_at is not None and moment.now < poll.closes_at


def _mark(poll: Poll, voter: Voter | None, moment: Moment) -> str:
    if not _is_open(poll, moment):
        return "📊"
    return "✅" if voter is not None and voter.answered_at else "🗳"


def _line(poll: Poll, voter: Voter | None, moment: Moment) -> str:
    head = f"{_mark(poll, voter, moment)} <b>{escape(isolate(plain_title(poll)))}</b>"
    if not _is_open(poll, moment):
        return f"{head}\n" + _("closed on {moment}").format(moment=closes(poll))
    if voter is not None and voter.answered_at:
        return f"{head}\n" + _("You have answered; answers can be changed until {moment}.").format(
            moment=closes(poll)
        )
    return f"{head}\n" + _("open until {moment}").format(moment=closes(poll))
