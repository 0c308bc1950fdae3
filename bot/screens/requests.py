"""Requests to join: asked by a visitor, decided by staff."""

from __future__ import annotations

from collections.abc import Sequence

from bot.i18n import N_, _, name, ngettext, number
from bot.models.companies import Company
from bot.models.requests import Decision, JoinRequest
from bot.replies import Button, Reply, Style, Tap, rows
from bot.rules.pages import Page
from bot.screens.entrances import Entrance
from bot.screens.forms import Pick
from bot.screens.listing import listing
from bot.screens.navigation import home_button, named, sure, way_out
from bot.screens.onboarding import Welcome
from bot.screens.vocabulary import company_name

NAME = N_("Name")
MOST_AT_ONCE = 2
"""Companies into which one tap on the notice lets somebody in."""


class ListRequests(Tap, prefix="r"):
    page: int = 0


ENTRANCE = Entrance("requests", N_("Who asks to join"), ListRequests(), N_("✋ Requests to join"))


class OpenRequest(Tap, prefix="ro"):
    """Show a request; `page` is that of the companies that it may mean."""

    request_id: int
    page: int = 0


class Approve(Tap, prefix="ra"):
    """Let somebody in, for a company of the cluster; 0 makes a new one."""

    request_id: int
    company_id: int


class Refuse(Tap, prefix="rr"):
    request_id: int
    is_sure: bool


def ask_name(suggestion: str) -> Reply:
    use = rows(Button(named(suggestion), Pick(""))) if suggestion else ()
    return Reply(_("What is your full name? It goes to the cluster's staff, who decide."), use)


def ask_company() -> Reply:
    return Reply(_("Which company or institution are you from?"))


def asked() -> Reply:
    words = _(
        "Thank you. The cluster's staff will answer, and you will be told here.\n\n"
        "If you like, type here how they can reach you, or what they should know."
    )
    return Reply(words, rows(home_button()))


def passed_on() -> Reply:
    """What somebody added to their request has reached staff."""
    return Reply(_("✅ The cluster's staff can read it. You will be told here."), rows(home_button()))


def decided_already() -> Reply:
    """What was written for a request was edited after the decision."""
    words = _(
        "Your request was decided already, as you first wrote it. As a member you can change your name under "
        "/profile, and the cluster's staff can change the company. Otherwise you can ask to join again."
    )
    return Reply(words, rows(way_out()))


def waiting() -> Reply:
    """They asked before, and nobody has answered yet."""
    return Reply(_("Your request is with the cluster's staff. You will be told here."), rows(home_button()))


def came_in(request: JoinRequest, likely: Sequence[Company]) -> Reply:
    """To staff: somebody asks to join; one tap lets them in, for one of the likely companies or a new one."""
    words = _("✋ {person} of {company} asks to join.").format(
        person=name(request.name), company=name(request.company)
    )
    look = Button(_("Decide"), OpenRequest(request.id), style=Style.PRIMARY)
    new = Button(_("✅ Approve as a new company"), Approve(request.id, 0))
    return Reply(
        "\n\n".join([words, *_about(request)]), rows(*_into(request, likely[:MOST_AT_ONCE]), new, look)
    )


def _into(request: JoinRequest, likely: Sequence[Company]) -> list[Button]:
    return [
        Button(
            _("✅ Approve into {company}").format(company=named(company_name(company))),
            Approve(request.id, company.id),
            style=Style.SUCCESS,
        )
        for company in likely
    ]


def _about(request: JoinRequest) -> list[str]:
    """What somebody wrote to staff, and the way to write back."""
    # A link by id opens the chat with somebody who has none to be called by (core.telegram.org/bots/api#html-style)
    reach = _("Write to them on Telegram")
    parts = [f'<a href="tg://user?id={request.telegram_id}">{reach}</a>']
    if request.words:
        parts.insert(0, _("They write: {words}").format(words=name(request.words)))
    return parts


def open_requests(requests: Page[JoinRequest]) -> Reply:
    """The requests that wait for a decision, the oldest first."""
    words = ngettext("{n} person is waiting to join.", "{n} people are waiting to join.", requests.total)
    listed = [
        Button(named(request.name, request.company), OpenRequest(request.id)) for request in requests.items
    ]
    title = words.format(n=number(requests.total)) if requests.total else _("Nobody is waiting to join.")
    return listing(title, requests, listed, ListRequests)


def decided(request: JoinRequest) -> Reply:
    """One request, and what was decided."""
    return Reply(f"{_who(request)}\n\n{_decided(request.decision)}", rows(way_out(ListRequests())))


def _who(request: JoinRequest) -> str:
    return _("{person}\nCompany: {company}").format(person=name(request.name), company=name(request.company))


def request_card(request: JoinRequest, likely: Page[Company]) -> Reply:
    """One request to be decided, with the companies that it may mean, the likeliest first."""
    return listing(
        "\n\n".join([_who(request), *_about(request)]),
        likely,
        _into(request, likely.items),
        lambda page: OpenRequest(request.id, page),
        acts=rows(
            Button(_("✅ Approve as a new company"), Approve(request.id, 0)),
            Button(_("Refuse"), Refuse(request.id, is_sure=False), style=Style.DANGER),
        ),
        back=ListRequests(),
    )


def _decided(decision: Decision) -> str:
    match decision:
        case Decision.APPROVED:
            return _("✅ Approved.")
        case Decision.JOINED:
            return _("✅ Came in through an invite link.")
        case _:
            return _("Refused.")


def sure_to_refuse(request: JoinRequest) -> Reply:
    return sure(
        _("Refuse {person}? They will be told.").format(person=name(request.name)),
        _("Refuse"),
        Refuse(request.id, is_sure=True),
        OpenRequest(request.id),
    )


def approved(company: Company) -> Reply:
    """To the person: they may come in."""
    return Reply(
        _("Good news: the cluster's staff approved your request, for <b>{company}</b>.").format(
            company=name(company_name(company))
        ),
        rows(Button(_("Join now"), Welcome(), style=Style.PRIMARY)),
    )


def refused() -> Reply:
    """To the person: they may not."""
    return Reply(
        _(
            "The cluster's staff did not approve your request to join. "
            "Please contact them if you think it is a mistake."
        )
    )
