"""Settings: language, privacy, leaving, erasing."""

from __future__ import annotations

from bot.i18n import N_, _, current
from bot.replies import Button, File, Reply, Rows, Style, Tap, rows
from bot.screens.entrances import Entrance
from bot.screens.navigation import sure, ticked, way_out
from bot.screens.onboarding import ChooseLanguage, own_name, privacy_words
from bot.screens.preferences import ShowPreferences


class ShowSettings(Tap, prefix="s"): ...


class ShowPrivacy(Tap, prefix="sp"): ...


SETTINGS = Entrance("settings", N_("Language and settings"), ShowSettings(), N_("⚙️ Settings and privacy"))
PRIVACY = Entrance("privacy", N_("My data and privacy"), ShowPrivacy())


class Download(Tap, prefix="sd"):
    """All that is stored, as a page to read, or for programs."""

    is_raw: bool = False


class Leave(Tap, prefix="sl"):
    is_sure: bool


class Erase(Tap, prefix="se"):
    is_sure: bool


def settings(*, is_member: bool) -> Reply:
    """Language and privacy; for members, being found and met, and leaving."""
    words = _("<b>Settings</b>\n\nLanguage: {language}").format(language=own_name(current()))
    meeting = rows(Button(_("🤝 Being found and met"), ShowPreferences())) if is_member else ()
    leaving = rows(Button(_("🚪 Leave the bot"), Leave(is_sure=False))) if is_member else ()
    private = rows(Button(_("🔒 Privacy and my data"), ShowPrivacy()))
    return Reply(words, (_languages(), *meeting, *private, *leaving, way_out()))


def _languages() -> tuple[Button, ...]:
    return tuple(
        Button(ticked(own_name(code), code == current()), ChooseLanguage(code)) for code in ("ar", "fr", "en")
    )


def privacy(*, is_known: bool, is_inside: bool) -> Reply:
    """The privacy notice, with what one can do about one's data. It answers always, to anybody."""
    acts: Rows = ()
    if is_known:
        acts = rows(
            Button(_("⬇️ Download my data"), Download()),
            Button(_("⬇️ The same for programs (JSON)"), Download(is_raw=True)),
            Button(_("🗑 Erase my data"), Erase(is_sure=False), style=Style.DANGER),
        )
    else:
        acts = rows(Button(_("🗑 Erase my data"), Erase(is_sure=False), style=Style.DANGER))
    way_back = way_out(ShowSettings()) if is_inside else way_out()
    return Reply(privacy_words(), (*acts, way_back))


def my_data(document: bytes, *, is_raw: bool) -> Reply:
    """Everything stored about somebody, as a file."""
    return Reply(
        _("This is all that the bot stores about you."),
        file=File(name="qoot-my-data.json" if is_raw else "qoot-my-data.html", data=document),
        toast=_("Your file is on its way."),
    )


def sure_to_leave() -> Reply:
    return sure(
        _(
            "Leave the bot? You will get no more messages. Your profile is kept, and you can come back at any time "
            "with /start. To erase it instead, see /privacy."
        ),
        _("Leave"),
        Leave(is_sure=True),
        ShowSettings(),
    )


def left() -> Reply:
    return Reply(_("You left. Nothing more will be sent to you. Open /start whenever you want to come back."))


def sure_to_erase() -> Reply:
    return sure(
        _(
            "Erase everything the bot stores about you? This cannot be undone: your profile, your answers and your "
            "settings are deleted. Your company's own profile stays with the company."
        ),
        _("Erase everything"),
        Erase(is_sure=True),
        ShowPrivacy(),
    )


def erased() -> Reply:
    return Reply(_("Everything about you was erased. Goodbye, and thank you."))
