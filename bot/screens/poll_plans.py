"""Polls as staff plan them: questions, settings, the last look, the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from bot.i18n import (
    LOCALES,
    N_,
    _,
    date_time,
    isolate,
    language_name,
    list_of,
    ngettext,
    number,
    pgettext,
)
from bot.models.polls import Poll, PollQuestion
from bot.moment import Moment
from bot.replies import Button, Reply, Rows, Style, Tap, grid, rows
from bot.rules.audiences import Audience, Reach
from bot.rules.pages import Page
from bot.rules.polls import (
    CHOICES,
    FEWEST_OPTIONS,
    MOST_OPTIONS,
    MOST_QUESTIONS,
    OPTION_LIMIT,
    QUESTION_LIMIT,
    PollPhase,
    QuestionKind,
)
from bot.rules.walltime import minute_of
from bot.screens.audiences import ShowAudience, counted, in_words, language_title, people, unreached
from bot.screens.entrances import Entrance
from bot.screens.listing import listing
from bot.screens.navigation import named, sure, way_out
from bot.screens.poll_templates import Template, template_name
from bot.screens.polls import (
    beginning_of,
    closes,
    invitation,
    plain_title,
    question,
    title_of,
    who_sees_what,
    words_of,
)
from bot.screens.when import EXAMPLE, briefly, spoken_example, when_they_go_out
from bot.screens.wordings import language_buttons, what_is_written

WHOSE = "poll"
"""The word under which a poll's audience is chosen."""
QUESTIONS = "pollq"
"""The word under which the texts of a question are written."""


class Setting(StrEnum):
    """What is either so or not of a poll."""

    ANONYMOUS = "anonymous"
    BY_COMPANY = "company"
    TELLS_ALL = "all"


class ListPlannedPolls(Tap, prefix="li"):
    page: int = 0


ENTRANCE = Entrance(
    "poll", N_("Ask members in a poll, and see who answered"), ListPlannedPolls(), N_("🗳 Plan polls")
)


class ChooseTemplate(Tap, prefix="lt"): ...


class NewPoll(Tap, prefix="ln"):
    template: Template


class OpenPlannedPoll(Tap, prefix="lo"):
    poll_id: int


class ChooseKind(Tap, prefix="lk"):
    """What kind of question is added."""

    poll_id: int


class AddQuestion(Tap, prefix="la"):
    poll_id: int
    kind: QuestionKind


class OpenQuestion(Tap, prefix="lq"):
    question_id: int


class RemoveQuestion(Tap, prefix="lr"):
    question_id: int
    is_sure: bool


class SetPoll(Tap, prefix="ls"):
    poll_id: int
    setting: Setting
    is_on: bool


class ChooseClosing(Tap, prefix="lc"):
    poll_id: int


class CloseAt(Tap, prefix="lw"):
    """It closes when the cluster's clocks show this wall time, as `minute_of` counts."""

    poll_id: int
    minute: int


class PreviewPoll(Tap, prefix="lp"):
    """Show the invitation and every question as the readers of a language will see them."""

    poll_id: int
    language: str


class TapPollPreview(Tap, prefix="lv"):
    """A button of a poll that is only looked at."""


class ConfirmPoll(Tap, prefix="lf"):
    """It is written: on to sending."""

    poll_id: int


class SendPoll(Tap, prefix="lg"):
    poll_id: int


class DiscardPoll(Tap, prefix="ld"):
    poll_id: int
    is_sure: bool


# The draft


def choose_template() -> Reply:
    """What does the new poll begin with? All of it can be changed."""
    words = _("<b>New poll</b>\n\nWhat should it begin with? Everything can be changed afterwards.")
    return Reply(
        words,
        rows(*(Button(template_name(one), NewPoll(one)) for one in Template), way_out(ListPlannedPolls())),
    )


def kind_of_question(kind: QuestionKind) -> str:
    """How a question is answered, in words."""
    return {
        QuestionKind.ONE: _("one choice"),
        QuestionKind.SEVERAL: _("several choices"),
        QuestionKind.RATING: _("1 to 5"),
        QuestionKind.SCORE: _("0 to 10"),
        QuestionKind.TEXT: _("in words"),
    }[kind]


def composing(poll: Poll, reached: Reach) -> Reply:
    """What is written so far, for whom, how it is answered; from here everything is done."""
    asked = [_question_line(one, reached) for one in poll.questions]
    words = [
        _("<b>🗳 Poll</b>"),
        "\n".join(asked) or _("It asks nothing yet: add a question."),
        "\n".join([who_sees_what(poll), _who_hears(poll), closing(poll)]),
        in_words(Audience.of(poll.audience)),
        counted(reached),
    ]
    return Reply("\n\n".join(words), _acts(poll))


def _question_line(asked: PollQuestion, reached: Reach) -> str:
    line = _("{n}. {question} ({kind})").format(
        n=number(asked.place + 1), question=_asked(asked), kind=kind_of_question(asked.kind)
    )
    missing = [language_name(one) for one in asked.wordings.missing(reached)]
    if missing:
        line += "\n⚠️ " + _("no text in: {languages}").format(languages=list_of(missing))
    if not asked.is_even:
        line += "\n⚠️ " + _("not as many options in each language")
    return line


def _asked(asked: PollQuestion) -> str:
    """What a question asks, without its options; for a hole of an HTML sentence."""
    return beginning_of(words_of(asked).words) if asked.texts else _("no text yet")


def _who_hears(poll: Poll) -> str:
    if poll.tells_all:
        return _("📊 The result goes to everybody who was asked.")
    return _("📊 The result goes to those who answered.")


def closing(poll: Poll) -> str:
    """When it closes, or that nothing is chosen yet."""
    if poll.closes_at is None:
        return _("🕒 When it closes is not said yet.")
    return _("🕒 It closes on {moment}.").format(moment=closes(poll))


def _acts(poll: Poll) -> Rows:
    asked = [
        Button(f"✏️ {number(one.place + 1)}. {_label(one)}", OpenQuestion(one.id)) for one in poll.questions
    ]
    more = (
        [Button(_("➕ Add a question"), ChooseKind(poll.id))] if len(poll.questions) < MOST_QUESTIONS else []
    )
    sending: Rows = ()
    if poll.questions:
        sending = (previews(poll), *rows(Button(_("📤 Send…"), ConfirmPoll(poll.id), style=Style.PRIMARY)))
    return (
        *rows(*asked, *more),
        *rows(*_settings(poll)),
        (
            Button(_("👥 Audience"), ShowAudience(WHOSE, poll.id)),
            Button(_("🕒 Closing time"), ChooseClosing(poll.id)),
        ),
        *sending,
        (Button(_("🗑 Discard"), DiscardPoll(poll.id, is_sure=False)),),
        way_out(ListPlannedPolls()),
    )


def _label(asked: PollQuestion) -> str:
    return named(words_of(asked).words) if asked.texts else _("no text yet")


def _settings(poll: Poll) -> list[Button]:
    anonymous = _("👤 Ask with names instead") if poll.is_anonymous else _("🔒 Ask anonymously instead")
    company = _("👥 Let each person count") if poll.by_company else _("🏢 One voice for each company")
    hears = _("📊 Result only to those who answer") if poll.tells_all else _("📊 Result to all who are asked")
    return [
        Button(anonymous, SetPoll(poll.id, Setting.ANONYMOUS, is_on=not poll.is_anonymous)),
        Button(company, SetPoll(poll.id, Setting.BY_COMPANY, is_on=not poll.by_company)),
        Button(hears, SetPoll(poll.id, Setting.TELLS_ALL, is_on=not poll.tells_all)),
    ]


def previews(poll: Poll) -> tuple[Button, ...]:
    """A look at it as the readers of each language see it."""
    return tuple(
        Button(f"👁 {language_title(language)}", PreviewPoll(poll.id, language)) for language in LOCALES
    )


def choose_kind(poll: Poll) -> Reply:
    """How is the new question answered?"""
    kinds = [Button(kind_choice(kind), AddQuestion(poll.id, kind)) for kind in QuestionKind]
    return Reply(_("How is this question answered?"), rows(*kinds, way_out(OpenPlannedPoll(poll.id))))


def kind_choice(kind: QuestionKind) -> str:
    """A kind of question as it stands on a button."""
    return {
        QuestionKind.ONE: _("🔘 One of several options"),
        QuestionKind.SEVERAL: _("☑️ Several options"),
        QuestionKind.RATING: _("⭐ A step from 1 to 5"),
        QuestionKind.SCORE: _("🔟 A step from 0 to 10"),
        QuestionKind.TEXT: _("✍️ In words, up to 500 characters"),
    }[kind]


def question_plan(asked: PollQuestion, reached: Reach) -> Reply:
    """One question: its texts in each language."""
    title = _("<b>Question {n}</b> ({kind})").format(
        n=number(asked.place + 1), kind=kind_of_question(asked.kind)
    )
    parts = [title, what_is_written(asked.wordings, reached)]
    if not asked.is_even:
        parts.append("⚠️ " + _("not as many options in each language"))
    return Reply(
        "\n\n".join(parts),
        (
            language_buttons(QUESTIONS, asked.id, asked.wordings),
            *rows(
                Button(_("🗑 Remove this question"), RemoveQuestion(asked.id, is_sure=False)),
                way_out(OpenPlannedPoll(asked.poll_id)),
            ),
        ),
    )


def ask_question(asked: PollQuestion, language: str) -> str:
    """The question for the words in a language."""
    if asked.kind not in CHOICES:
        words = _("Send me the question in {language} as one message: at most {limit} characters.")
        return words.format(language=language_name(language), limit=number(QUESTION_LIMIT))
    words = _(
        "Send me the question in {language} as one message: the first line is the question, each further line is one "
        "option, between {least} and {most} of them and each at most {limit} characters. Keep the order of the options "
        "the same in all languages."
    )
    return words.format(
        language=language_name(language),
        least=number(FEWEST_OPTIONS),
        most=number(MOST_OPTIONS),
        limit=number(OPTION_LIMIT),
    )


def sure_to_remove(asked: PollQuestion) -> Reply:
    return sure(
        _("Remove this question, with its texts?\n\n{question}").format(question=_asked(asked)),
        _("Remove it"),
        RemoveQuestion(asked.id, is_sure=True),
        OpenQuestion(asked.id),
    )


def sure_to_discard(poll: Poll) -> Reply:
    return sure(
        _("Discard this poll? Its questions are deleted, and nobody is asked."),
        _("Discard it"),
        DiscardPoll(poll.id, is_sure=True),
        OpenPlannedPoll(poll.id),
    )


def close_at(poll_id: int, wall: datetime) -> CloseAt:
    """The tap that says when it closes, at a wall time."""
    return CloseAt(poll_id, minute_of(wall))


def choose_closing(poll: Poll, offered: Sequence[datetime], moment: Moment) -> Reply:
    """The question when it closes: some usual times (wall times), or a typed one."""
    buttons = [Button(briefly(wall, moment), close_at(poll.id, wall)) for wall in offered]
    return Reply(
        _(
            "When does it close? Choose a time, or type one, such as {example} or {words}. Now it is {now}. Halfway "
            "to it those who have not answered are reminded once."
        ).format(
            example=isolate(EXAMPLE),
            words=isolate(spoken_example()),
            now=date_time(moment.now, moment.zone),
        ),
        (*grid(buttons, 2), way_out(OpenPlannedPoll(poll.id))),
    )


def preview(poll: Poll) -> tuple[Reply, ...]:
    """The invitation and each further question as members will see them; their buttons say that they are only looked
    at."""
    seen = [invitation(poll), *(question(poll, one, {}) for one in poll.questions[1:])]
    return tuple(replace(one, buttons=_only_looked_at(one.buttons)) for one in seen)


def _only_looked_at(buttons: Rows) -> Rows:
    return tuple(
        tuple(replace(button, tap=TapPollPreview()) if button.tap is not None else button for button in row)
        for row in buttons
    )


def tapped_preview() -> str:
    return _("This is what members will see. There, this button answers the poll.")


def confirm(poll: Poll, reached: Reach, goes_out: datetime, moment: Moment) -> Reply:
    """The last look: who is asked, when, and what becomes of the answers."""
    asked = ngettext("{n} question", "{n} questions", len(poll.questions)).format(
        n=number(len(poll.questions))
    )
    words = [
        _("<b>Send this poll to {people}?</b> {questions}").format(
            people=people(reached.people), questions=asked
        ),
        "\n".join([when_they_go_out(goes_out, moment), closing(poll), who_sees_what(poll), _who_hears(poll)]),
        "\n".join([in_words(Audience.of(poll.audience)), *unreached(reached)]),
        _("Once it is sent, its questions cannot be changed any more."),
    ]
    return Reply(
        "\n\n".join(words),
        rows(
            Button(_("📤 Send now"), SendPoll(poll.id), style=Style.PRIMARY),
            way_out(OpenPlannedPoll(poll.id)),
        ),
    )


MARKS = {
    PollPhase.WRITING: "✏️",
    PollPhase.OPEN: "🗳",
    PollPhase.CLOSED: "📊",
    PollPhase.CALLED_OFF: "✖️",
}


def all_polls(listed: Page[Poll], *, may_act: bool) -> Reply:
    """What is being written, what is open and what has closed, each to be opened."""
    begin = Button(_("➕ New poll"), ChooseTemplate(), style=Style.PRIMARY)
    return listing(
        _("<b>Plan polls</b>"),
        listed,
        [
            Button(f"{MARKS[one.phase]} {named(plain_title(one))}", OpenPlannedPoll(one.id))
            for one in listed.items
        ],
        ListPlannedPolls,
        lines=["\n\n".join(f"{MARKS[one.phase]} {title_of(one)}\n{_state(one)}" for one in listed.items)],
        empty=_("No poll was sent yet."),
        acts=rows(begin) if may_act else (),
    )


def _state(poll: Poll) -> str:
    match poll.phase:
        case PollPhase.WRITING:
            return _("being written")
        case PollPhase.OPEN:
            return _("open until {moment}").format(moment=closes(poll))
        case PollPhase.CALLED_OFF:
            return pgettext("state of a poll", "cancelled")
        case _:
            return _("closed on {moment}").format(moment=closes(poll))
