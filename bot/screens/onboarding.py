"""Coming in: the language, the privacy notice, and how to ask for an invite."""

from __future__ import annotations

from bot.i18n import LOCALES, N_, _, current, language_name, name, speaking
from bot.models.companies import Company
from bot.replies import Button, Reply, Rows, Style, Tap, rows
from bot.rules.invites import LinkProblem
from bot.screens.entrances import Entrance
from bot.screens.navigation import home_button
from bot.screens.vocabulary import company_name


class ChooseLanguage(Tap, prefix="l"):
    language: str


class Welcome(Tap, prefix="w"):
    """Go on with joining, from the language."""


class Agree(Tap, prefix="wa"): ...


class AskToJoin(Tap, prefix="wj"): ...


ENTRANCE = Entrance("start", N_("Home"))


def own_name(language: str) -> str:
    """A language's name in itself, as a button says it."""
    with speaking(language):
        own = language_name(language)
    return own[:1].upper() + own[1:]


def language_rows(*, first: str) -> Rows:
    """One button for each language, each in its own script, the likeliest first."""
    ordered = sorted(LOCALES, key=lambda language: language != first)
    return tuple(
        (
            Button(
                own_name(language),
                ChooseLanguage(language),
                style=Style.PRIMARY if language == first else Style.PLAIN,
            ),
        )
        for language in ordered
    )


def invited(person: str, company: Company) -> Reply:
    """The first screen behind an invite link: who is expected, and the language."""
    greeting = (
        _(
            "Hello {person}! You are invited to QOOT, Lebanon's agri-food cluster, for <b>{company}</b>."
        ).format(person=name(person), company=name(company_name(company)))
        if person
        else _("Hello! You are invited to QOOT, Lebanon's agri-food cluster, for <b>{company}</b>.").format(
            company=name(company_name(company))
        )
    )
    question = _("Which language do you prefer?")
    return Reply(f"{greeting}\n\n{question}", language_rows(first=current()))


def privacy_words() -> str:
    """The privacy notice itself, as it stands on the consent screen and under /privacy."""
    return _(
        "<b>Your privacy</b>\n\n"
        "• The cluster's staff see your profile and what you do with this bot; they use it to run the cluster.\n"
        "• Other members find your name, role and company in the directory, unless you hide in the settings.\n"
        "• Your phone number and e-mail are stored encrypted and given to nobody without your yes.\n"
        "• Whom you note as a lead at a fair, only the people of your company see; the cluster's staff see figures.\n"
        "• You can see, download and erase everything at any time: /privacy.\n"
        "• You can leave at any time."
    )


def consent() -> Reply:
    """The privacy notice, and the yes that joining takes."""
    question = _("Do you agree?")
    return Reply(
        f"{privacy_words()}\n\n{question}",
        rows(
            Button(_("✅ I agree"), Agree(), style=Style.SUCCESS),
            Button(_("🌐 Change the language"), Welcome()),
        ),
    )


def outside(*, has_left: bool = False, is_ended: bool = False) -> Reply:
    """All that somebody without an invite is shown: how to come in, or whom to ask once staff have ended it."""
    if is_ended:
        words = _(
            "Your membership of the cluster's bot has ended. If you think it is a mistake, please contact the "
            "cluster's staff. Your profile is kept until you erase it: /privacy."
        )
        return Reply(words, (_small_languages(),))
    if has_left:
        return Reply(
            _("You left the cluster's bot. Your profile is kept until you erase it: /privacy."),
            (*rows(Button(_("Come back"), Welcome(), style=Style.PRIMARY)), _small_languages()),
        )
    words = _(
        "This is the member bot of QOOT, Lebanon's agri-food cluster.\n\n"
        "Members come in with a personal invite link from the cluster's staff. "
        "If you have one, please open it. If not, you can ask to join."
    )
    return Reply(
        words, (*rows(Button(_("✋ Ask to join"), AskToJoin(), style=Style.PRIMARY)), _small_languages())
    )


def _small_languages() -> tuple[Button, ...]:
    return tuple(Button(own_name(code), ChooseLanguage(code)) for code in LOCALES if code != current())


def useless_link(problem: LinkProblem) -> Reply:
    """The link lets nobody in, and why."""
    words = {
        LinkProblem.UNKNOWN: _(
            "This invite link is not valid. Please open the link exactly as you received it."
        ),
        LinkProblem.USED: _("This invite link was used already. Each link works once."),
        LinkProblem.EXPIRED: _("This invite link has expired."),
        LinkProblem.TOO_MANY_TRIES: _("Too many links were tried from here. Please try again in an hour."),
    }[problem]
    hint = _("You can ask the cluster's staff for a new link, or ask to join here.")
    return Reply(
        f"{words}\n\n{hint}",
        (*rows(Button(_("✋ Ask to join"), AskToJoin(), style=Style.PRIMARY)), _small_languages()),
    )


def already_in() -> Reply:
    """A member opened a link again."""
    return Reply(_("You are in already; no link is needed any more."), rows(home_button()))
