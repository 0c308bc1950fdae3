"""Polls that were sent, as staff see them: who has answered, and how one is closed or cancelled."""

from __future__ import annotations

from bot.i18n import _, name, number, pgettext
from bot.models.polls import Poll
from bot.replies import Button, Reply, Rows, Tap, rows
from bot.rules.pages import Page
from bot.rules.polls import PollFigures
from bot.screens.listing import legend, listing
from bot.screens.navigation import sure, way_out
from bot.screens.poll_plans import ListPlannedPolls, OpenPlannedPoll, closing, previews
from bot.screens.polls import title_of


class CloseNow(Tap, prefix="le"):
    poll_id: int
    is_sure: bool


class CallOffPoll(Tap, prefix="lx"):
    poll_id: int
    is_sure: bool


class ListVoters(Tap, prefix="ll"):
    poll_id: int
    page: int = 0


def turnout(poll: Poll, figures: PollFigures) -> str:
    """How many have answered."""
    if poll.by_company:
        return _("🏢 {answered} of {companies} companies have answered.").format(
            answered=number(figures.companies_answered), companies=number(figures.companies)
        )
    if not figures.answered:
        return _("👥 Nobody of {people} people has answered yet.").format(people=number(figures.people))
    return _("👥 {answered} of {people} people have answered, of {companies} companies.").format(
        answered=number(figures.answered),
        people=number(figures.people),
        companies=number(figures.companies_answered),
    )


def open_poll(poll: Poll, figures: PollFigures, *, may_act: bool) -> Reply:
    """A poll that is being answered. What was chosen, nobody is shown before it closes."""
    words = [
        _("<b>🗳 {title}</b>").format(title=title_of(poll)),
        turnout(poll, figures),
        closing(poll),
        _("What was chosen is shown once it has closed."),
    ]
    acts: Rows = rows(previews(poll))
    if not poll.is_anonymous:
        acts += rows(Button(_("👥 Who has answered"), ListVoters(poll.id)))
    if may_act:
        acts += rows(
            Button(_("🏁 Close it now…"), CloseNow(poll.id, is_sure=False)),
            Button(_("✖️ Cancel the poll…"), CallOffPoll(poll.id, is_sure=False)),
        )
    return Reply("\n\n".join(words), (*acts, way_out(ListPlannedPolls())))


def called_off(poll: Poll) -> Reply:
    words = _("✖️ The poll “{title}” was cancelled, and its answers were deleted.").format(
        title=title_of(poll)
    )
    return Reply(words, rows(way_out(ListPlannedPolls())))


def sure_to_close(poll: Poll, figures: PollFigures) -> Reply:
    question = _("Close this poll now? The answers are counted, and the result goes out.")
    return sure(
        f"{question}\n\n{turnout(poll, figures)}",
        _("Close it"),
        CloseNow(poll.id, is_sure=True),
        OpenPlannedPoll(poll.id),
    )


def sure_to_call_off(poll: Poll) -> Reply:
    return sure(
        _("Cancel this poll? Its answers are deleted, there is no result, and those who answered are told."),
        _("Cancel the poll"),
        CallOffPoll(poll.id, is_sure=True),
        OpenPlannedPoll(poll.id),
    )


def voters(poll: Poll, listed: Page[tuple[str, str, bool]]) -> Reply:
    """Who was asked in a named poll, and whether they answered."""
    words = {
        True: ("✅", pgettext("in a poll", "has answered")),
        False: ("▫️", pgettext("in a poll", "has not answered")),
    }
    lines = [
        f"{words[has_answered][0]} {name(person)} · {name(company)}"
        for person, company, has_answered in listed.items
    ]
    if lines:
        lines += ["", legend(words[has_answered] for *_who, has_answered in listed.items)]
    return listing(
        _("<b>Who has answered: {title}</b>").format(title=title_of(poll)),
        listed,
        [],
        lambda page: ListVoters(poll.id, page),
        lines=lines,
        empty=_("Nobody was asked."),
        back=OpenPlannedPoll(poll.id),
    )
