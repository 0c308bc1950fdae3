"""What came of polls: the result as a picture with its sentences, what people wrote, and what was done about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import Any

from bot.charts.pictures import Amount, Bar, Bars, Chart, Poster, Ratings
from bot.i18n import _, current, isolate, list_of, name, ngettext, number, percent
from bot.markup import CAPTION_LENGTH, fits
from bot.models.polls import Poll, PollQuestion, SaidText
from bot.replies import Button, File, Reply, Rows, Style, Tap, rows
from bot.rules.audiences import Reach
from bot.rules.pages import Page
from bot.rules.polls import (
    AGREED_WITHIN,
    CHOICES,
    FEWEST,
    SCALES,
    Counts,
    PollFigures,
    QuestionKind,
    TextState,
    agreed,
)
from bot.rules.words import shortened
from bot.screens.audiences import people
from bot.screens.listing import listing, turns, which_page
from bot.screens.navigation import home_below_button, sure, ticked, way_out
from bot.screens.poll_plans import ListPlannedPolls, OpenPlannedPoll
from bot.screens.polls import ListPolls, OpenPoll, closes, title_of, words_of
from bot.screens.sent_polls import ListVoters, turnout
from bot.screens.vocabulary import sub_cluster_name
from bot.screens.wordings import language_buttons, preview_button, what_is_written

DONE = "polldid"
"""The word under which it is written what was done about a poll."""
CHARTS = 3
"""On one picture; a poll of more questions comes as two."""
VOTERS_PAGE = 20
TEXTS_PAGE = 5
QUESTION_LENGTH = 70
OPTION_LENGTH = 40
INDENT = "   "
MOST_LEADERS = 3
ROOM = CAPTION_LENGTH - 100
"""Characters of a caption, with some left for marks of direction."""


class ShowTexts(Tap, prefix="pr"):
    """What people wrote, as far as staff show it."""

    poll_id: int
    page: int = 0


class ShowDone(Tap, prefix="pw"):
    """What was done about it."""

    poll_id: int


class ReviewTexts(Tap, prefix="ly"):
    """Staff look at what people wrote, one text after the other."""

    poll_id: int
    page: int = 0


class JudgeText(Tap, prefix="lj"):
    poll_id: int
    text_id: int
    page: int
    is_shown: bool


class GetAnswers(Tap, prefix="lz"):
    """The answers as an Excel file."""

    poll_id: int


class OpenDone(Tap, prefix="lu"):
    """Say what was done about what members said."""

    poll_id: int


class TellDone(Tap, prefix="lb"):
    poll_id: int
    is_sure: bool


# The picture


def posters(poll: Poll, group: str = "") -> tuple[Poster, ...]:
    """The result as pictures, up to three questions on each; beside the whole the sub-cluster `group`, where it may be
    shown. None of a poll of which nothing can be drawn."""
    charts = [_chart(one, group) for one in poll.questions if _can_be_drawn(one)]
    footer = (
        _("Nothing is shown of fewer than {least}.")
        if poll.is_anonymous
        else _("No sub-cluster of fewer than {least} is shown.")
    )
    return tuple(
        Poster(
            title=_("What came of the poll"),
            subtitle=_("Closed on {moment}").format(moment=closes(poll)),
            charts=tuple(charts[first : first + CHARTS]),
            footer=footer.format(least=number(FEWEST)),
            is_rtl=current() == "ar",
        )
        for first in range(0, len(charts), CHARTS)
    )


def _can_be_drawn(asked: PollQuestion) -> bool:
    return asked.kind is not QuestionKind.TEXT and asked.result.whole.people > 0


def _chart(asked: PollQuestion, group: str) -> Chart:
    whole, theirs = asked.result.whole, asked.result.groups.get(group)
    title, note = isolate(words_of(asked).words), _note(asked)
    if asked.kind in SCALES:
        scale = SCALES[asked.kind]
        bars = tuple(
            Bar(number(step), (Amount(count, number(count)),))
            for step, count in zip(scale, whole.chosen, strict=True)
        )
        below = _("of {most} on average").format(most=number(scale[-1]))
        return Ratings(
            title, _mean(whole, scale), bars, below=below, note=_with_group(note, theirs, group, scale)
        )
    series = () if theirs is None else (_("All"), _("Your sub-cluster: {name}").format(name=_named(group)))
    options = words_of(asked).options
    bars = tuple(
        Bar(option, tuple(_share(one, n) for one in (whole, theirs) if one is not None))
        for n, option in enumerate(options[: len(whole.chosen)])
    )
    return Bars(title, bars, series=series, note=note)


def _share(counts: Counts, n: int) -> Amount:
    return Amount(counts.share(n) * 100, percent(counts.share(n)))


def _note(asked: PollQuestion) -> str:
    """How many it rests on, and how to read it."""
    n = asked.result.whole.people
    if asked.kind is QuestionKind.SEVERAL:
        words = ngettext(
            "{n} answer; several choices were possible", "{n} answers; several choices were possible", n
        )
    else:
        words = ngettext("{n} answer", "{n} answers", n)
    return words.format(n=number(n))


def _with_group(note: str, theirs: Counts | None, group: str, scale: range) -> str:
    if theirs is None:
        return note
    beside = _("Your sub-cluster, {name}: {mean} on average").format(
        name=_named(group), mean=_mean(theirs, scale)
    )
    return f"{note} · {beside}"


def _mean(counts: Counts, scale: range) -> str:
    return number(counts.mean(scale) or 0)


def _named(group: str) -> str:
    return isolate(sub_cluster_name(group))


# The sentences


def sentences(poll: Poll, group: str = "", *, is_brief: bool = False) -> list[str]:
    """What the result shows, a line for each question; unless `is_brief`, with the sub-cluster and what all agree
    on."""
    return [
        line
        for asked in poll.questions
        for line in [_sentence(poll, asked), *([] if is_brief else _beside(asked, group))]
    ]


def _sentence(poll: Poll, asked: PollQuestion) -> str:
    """The question, and below it what was answered, in a sentence."""
    question = name(shortened(words_of(asked).words, QUESTION_LENGTH))
    return f"{number(asked.place + 1)}. {question}\n{INDENT}{_what_was_said(poll, asked)}"


def _what_was_said(poll: Poll, asked: PollQuestion) -> str:
    whole = asked.result.whole
    answers = _note_of(whole.people)
    if not whole.people and poll.is_anonymous:
        return _("Fewer than {least} answered, so nothing is shown.").format(least=number(FEWEST))
    if not whole.people:
        return _("Nobody answered.")
    if asked.kind in SCALES:
        scale = SCALES[asked.kind]
        return _("<b>{mean}</b> of {most} on average, {answers}.").format(
            mean=_mean(whole, scale), most=number(scale[-1]), answers=answers
        )
    if asked.kind is QuestionKind.TEXT:
        return _("In words: {answers}.").format(answers=answers)
    if not whole.leaders:
        return _("Nobody chose any of it, {answers}.").format(answers=answers)
    return _("First comes <b>{options}</b> ({share}), {answers}.").format(
        options=_options(asked, whole.leaders), share=percent(whole.share(whole.leaders[0])), answers=answers
    )


def _note_of(n: int) -> str:
    return ngettext("{n} answer", "{n} answers", n).format(n=number(n))


def _options(asked: PollQuestion, places: Sequence[int]) -> str:
    options = words_of(asked).options
    return list_of(
        name(shortened(options[n], OPTION_LENGTH)) for n in places[:MOST_LEADERS] if n < len(options)
    )


def _beside(asked: PollQuestion, group: str) -> list[str]:
    """What the sub-cluster says to it, and, where sub-clusters differ, what they agree on."""
    lines = []
    theirs = asked.result.groups.get(group)
    if theirs is not None and asked.kind in SCALES:
        lines.append(_("Your sub-cluster: {mean}.").format(mean=_mean(theirs, SCALES[asked.kind])))
    elif theirs is not None and theirs.leaders:
        lines.append(
            _("Your sub-cluster: first comes {options} ({share}).").format(
                options=_options(asked, theirs.leaders), share=percent(theirs.share(theirs.leaders[0]))
            )
        )
    if asked.kind in CHOICES and (places := agreed(asked.result)):
        lines.append(
            _(
                "Opinions divide, but all sub-clusters shown agree within {points} points on: {options}."
            ).format(points=number(round(AGREED_WITHIN * 100)), options=_options(asked, places))
        )
    return [f"{INDENT}{line}" for line in lines]


def _in_words(poll: Poll, group: str, head: str) -> str:
    """The head and the sentences, as many as fit under a picture: all of them, without the sub-cluster, or the
    first ones."""
    for lines in (sentences(poll, group), sentences(poll, is_brief=True)):
        if fits("\n".join([head, "", *lines]), ROOM):
            break
    while not fits("\n".join([head, "", *lines]), ROOM):
        lines = lines[:-1]
    return "\n".join([head, "", *lines])


def _drawn(poll: Poll, group: str, text: str, buttons: Rows) -> Reply:
    """The text under the last picture, the others above it; without a picture, the text alone."""
    files = [File("result.png", media="photo", picture=one) for one in posters(poll, group)]
    if not files:
        return Reply(text, buttons)
    return Reply(text, buttons, file=files[-1], before=tuple(Reply(file=one) for one in files[:-1]))


def result_letter(poll: Poll, group: str) -> Reply:
    """The result as it comes to those who took part; `group`: the sub-cluster that is theirs."""
    head = _(
        "📊 <b>The poll has closed</b>: {title}\nThank you to all who answered. This is what came of it:"
    ).format(title=title_of(poll))
    ways = (Button(_("🔎 Open the poll"), OpenPoll(poll.id)), home_below_button())
    return _drawn(poll, group, _in_words(poll, group, head), rows(ways))


def result(poll: Poll, group: str, *, has_texts: bool, toast: str = "") -> Reply:
    """The result as a member finds it again."""
    head = _("📊 <b>{title}</b>\nClosed on {moment}.").format(title=title_of(poll), moment=closes(poll))
    buttons: list[Button | tuple[Button, ...]] = []
    if has_texts:
        buttons.append(Button(_("💬 What people wrote"), ShowTexts(poll.id)))
    if poll.done_at is not None:
        buttons.append(Button(_("✅ What was done about it"), ShowDone(poll.id)))
    shown = _drawn(poll, group, _in_words(poll, group, head), rows(*buttons, way_out(ListPolls())))
    return Reply(
        shown.text, shown.buttons, file=shown.file, before=shown.before, toast=toast, is_alert=bool(toast)
    )


def texts(poll: Poll, listed: Page[SaidText]) -> Reply:
    """What people wrote, without their names."""
    return listing(
        _("<b>What people wrote</b>: {title}").format(title=title_of(poll)),
        listed,
        [],
        lambda page: ShowTexts(poll.id, page),
        lines=["\n\n".join(f"{_asked_for(poll, text)}\n<i>{name(text.words)}</i>" for text in listed.items)],
        empty=_("Nothing is shown yet."),
        back=OpenPoll(poll.id),
    )


def _asked_for(poll: Poll, text: SaidText) -> str:
    asked = next(one for one in poll.questions if one.id == text.question_id)
    return "💬 " + name(shortened(words_of(asked).words, QUESTION_LENGTH))


# For staff


def closed(poll: Poll, figures: PollFigures, waiting: int) -> Reply:
    """To staff: it has closed, and what there is to do."""
    words = [_("📊 The poll “{title}” has closed.").format(title=title_of(poll)), turnout(poll, figures)]
    if waiting:
        words.append(_texts_wait(waiting))
    look = Button(_("🔎 Open the poll"), OpenPlannedPoll(poll.id), style=Style.PRIMARY)
    return Reply("\n\n".join(words), rows(look, home_below_button()))


def _texts_wait(n: int) -> str:
    return ngettext(
        "💬 {n} text waits for your look: nobody else sees it before.",
        "💬 {n} texts wait for your look: nobody else sees them before.",
        n,
    ).format(n=number(n))


def result_for_staff(poll: Poll, figures: PollFigures, waiting: int, texts: int, *, may_act: bool) -> Reply:
    """A closed poll: its result, and what can be done with it."""
    head = _("📊 <b>{title}</b>\n{turnout}").format(title=title_of(poll), turnout=turnout(poll, figures))
    if waiting:
        head += "\n" + _texts_wait(waiting)
    acts: list[Button | tuple[Button, ...]] = []
    if texts and may_act:
        acts.append(
            Button(_("💬 Look at what people wrote ({n})").format(n=number(texts)), ReviewTexts(poll.id))
        )
    if not poll.is_anonymous:
        acts.append(Button(_("👥 Who has answered"), ListVoters(poll.id)))
    if may_act:
        acts.append(Button(_("📥 The answers as an Excel file"), GetAnswers(poll.id)))
        if poll.done_at is None:
            acts.append(Button(_("✅ You said → we did"), OpenDone(poll.id)))
    return _drawn(poll, "", _in_words(poll, "", head), rows(*acts, way_out(ListPlannedPolls())))


def review(poll: Poll, listed: Page[SaidText]) -> Reply:
    """One text, and whether it is shown to the others."""
    back = OpenPlannedPoll(poll.id)
    if not listed.items:
        return Reply(_("Nobody wrote anything."), rows(way_out(back)))
    text = listed.items[0]
    words = [
        _asked_for(poll, text),
        f"<i>{name(text.words)}</i>",
        {
            TextState.WAITING: _("Should the others see this? Whoever wrote it is not named."),
            TextState.SHOWN: _("✅ It is shown to the others."),
            TextState.LEFT_OUT: _("🚫 It is left out."),
        }[text.state],
        which_page(listed),
    ]
    judge = (
        Button(
            ticked(_("✅ Show it"), text.state is TextState.SHOWN),
            JudgeText(poll.id, text.id, listed.number, is_shown=True),
        ),
        Button(
            ticked(_("🚫 Leave it out"), text.state is TextState.LEFT_OUT),
            JudgeText(poll.id, text.id, listed.number, is_shown=False),
        ),
    )
    buttons = (judge, *turns(listed, lambda page: ReviewTexts(poll.id, page)), way_out(back))
    return Reply("\n\n".join(part for part in words if part), buttons)


def answers_file(poll: Poll, data: bytes, day: date) -> Reply:
    """The answers, as a document."""
    return Reply(
        _("The answers to the poll “{title}”").format(title=title_of(poll)),
        rows(way_out(OpenPlannedPoll(poll.id))),
        file=File(f"poll-{poll.id}-{day:%Y-%m-%d}.xlsx", data),
        toast=_("Your file is on its way."),
    )


Table = tuple[str, list[str], list[list[Any]]]
"""A title, the header and the rows of a sheet."""


def counts_sheet(poll: Poll) -> Table:
    """How often each answer was chosen, by all and by each sub-cluster that may be shown."""
    groups = sorted({group for one in poll.questions for group in one.result.groups})
    header = [_("Question"), _("Answer"), _("All"), _("All, in percent"), *map(sub_cluster_name, groups)]
    listed: list[list[Any]] = []
    for asked in poll.questions:
        result, words = asked.result, words_of(asked)
        sizes = [result.groups[group].people if group in result.groups else None for group in groups]
        listed.append([words.words, _("answers in all"), result.whole.people, None, *sizes])
        steps = [str(step) for step in SCALES[asked.kind]] if asked.kind in SCALES else words.options
        for n, (step, count) in enumerate(zip(steps, result.whole.chosen, strict=False)):
            theirs = [result.groups[group].chosen[n] if group in result.groups else None for group in groups]
            listed.append([words.words, step, count, round(result.whole.share(n) * 100, 1), *theirs])
    return _("Counts"), header, listed


def texts_sheet(poll: Poll, said: Sequence[SaidText]) -> Table:
    """What people wrote, without names, in no order that would tell."""
    questions = {one.id: words_of(one).words for one in poll.questions}
    states = {
        TextState.WAITING: _("not looked at"),
        TextState.SHOWN: _("shown"),
        TextState.LEFT_OUT: _("left out"),
    }
    listed = [[questions[text.question_id], text.words, states[text.state]] for text in said]
    return _("Texts"), [_("Question"), _("Text"), _("State")], listed


def answers_sheet(
    poll: Poll, listed: Sequence[tuple[str, str, datetime, Mapping[int, Any]]], zone: tzinfo
) -> Table:
    """Who answered what in a named poll: name, company, when, and each answer."""
    header = [_("Name"), _("Company"), _("Answered"), *(words_of(one).words for one in poll.questions)]
    lines = [
        [person, company, at.astimezone(zone), *(_cell(one, given.get(one.id)) for one in poll.questions)]
        for person, company, at, given in listed
    ]
    return _("Answers"), header, lines


def _cell(asked: PollQuestion, given: Any) -> Any:
    if not isinstance(given, list):
        return given or None
    if asked.kind in SCALES:
        return given[0] if given else None
    options = words_of(asked).options
    return " · ".join(options[n] for n in given if n < len(options)) or None


# You said → we did


def done_plan(poll: Poll, reached: Reach) -> Reply:
    """What is written so far of what was done, and who would read it."""
    words = [
        _("<b>✅ You said → we did</b>\n{title}").format(title=title_of(poll)),
        what_is_written(poll.wordings, reached),
        _("It goes to those who got the result: {people}.").format(people=people(reached.people)),
    ]
    sending: list[Button | tuple[Button, ...]] = []
    if poll.texts:
        sending = [
            preview_button(DONE, poll.id),
            Button(_("📤 Send…"), TellDone(poll.id, is_sure=False), style=Style.PRIMARY),
        ]
    return Reply(
        "\n\n".join(words),
        (
            language_buttons(DONE, poll.id, poll.wordings),
            *rows(*sending, way_out(OpenPlannedPoll(poll.id))),
        ),
    )


def ask_done(language: str) -> str:
    """The question for the text in a language."""
    return _(
        "What was done about what members said? Send it in {language} as one message. "
        "Formatting is kept as you send it."
    ).format(language=language)


def sure_to_tell(poll: Poll, reached: Reach) -> Reply:
    return sure(
        _("Tell {people} what was done? It is told once.").format(people=people(reached.people)),
        _("📤 Send now"),
        TellDone(poll.id, is_sure=True),
        OpenDone(poll.id),
    )


def done(poll: Poll) -> Reply:
    """What was done, as it comes to those who got the result."""
    return Reply(
        _done_text(poll), rows((Button(_("🔎 Open the poll"), OpenPoll(poll.id)), home_below_button()))
    )


def done_again(poll: Poll) -> Reply:
    """The same, found again."""
    return Reply(_done_text(poll), rows(way_out(OpenPoll(poll.id))))


def _done_text(poll: Poll) -> str:
    read = poll.wordings.read_in(current())
    words = poll.wordings.written[read] if read else poll.wordings.nearest(current())
    return _("✅ <b>You said → we did</b>\n{title}").format(title=title_of(poll)) + f"\n\n{words}"
