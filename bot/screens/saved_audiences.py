"""Saved audiences: named, listed, chosen again; and what is said where one that was chosen has changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.i18n import N_, _, list_of, name, ngettext, number
from bot.models.saved_audiences import SavedAudience
from bot.replies import Button, Reply, Rows, Style, Tap, rows
from bot.rules.audiences import SAVED, Audience, Reach
from bot.rules.pages import Page
from bot.screens.audiences import OpenDimension, ShowAudience, counted, in_words
from bot.screens.entrances import Entrance
from bot.screens.listing import listing
from bot.screens.navigation import named, sure, way_out


class ListSaved(Tap, prefix="Cl"):
    """Show what is saved; `whose` and `about`: what one was being chosen for, if anything."""

    page: int = 0
    whose: str = ""
    about: int = 0


ENTRANCE = Entrance("audiences", N_("Saved audiences"), ListSaved())


class OpenSaved(Tap, prefix="Co"):
    saved_id: int
    whose: str = ""
    about: int = 0


class SaveChoice(Tap, prefix="Cs"):
    """Give a name to whom something is for."""

    whose: str
    about: int


class ReplaceSaved(Tap, prefix="Cp"):
    """What is saved under a name means from now on whom something is for."""

    whose: str
    about: int
    saved_id: int


class RenewSaved(Tap, prefix="Cn"):
    """Let what was chosen mean what the saved audiences in it mean now."""

    whose: str
    about: int


class RenameSaved(Tap, prefix="Cr"):
    saved_id: int


class DeleteSaved(Tap, prefix="Cx"):
    saved_id: int
    is_sure: bool = False


@dataclass(frozen=True)
class Stale:
    """What has become of saved audiences since they were chosen: the names of those that mean something else now, and
    of those that are gone."""

    changed: Sequence[str] = ()
    gone: Sequence[str] = ()


def notes(stale: Stale) -> list[str]:
    """What is said of saved audiences that were changed or deleted since they were chosen."""
    said = []
    if stale.changed:
        words = ngettext(
            "⚠️ {names} was changed since it was chosen here. Here it means what it meant then.",
            "⚠️ {names} were changed since they were chosen here. Here they mean what they meant then.",
            len(stale.changed),
        )
        said.append(words.format(names=list_of(map(name, stale.changed))))
    if stale.gone:
        words = ngettext(
            "{names} is not saved any more. Here it still means what it meant.",
            "{names} are not saved any more. Here they still mean what they meant.",
            len(stale.gone),
        )
        said.append(words.format(names=list_of(map(name, stale.gone))))
    return said


def acts(whose: str, about: int, chosen: Audience, stale: Stale) -> Rows:
    """What can be done under an audience: take what was changed as it is now, and save it under a name."""
    buttons: list[Button] = []
    if stale.changed:
        buttons.append(Button(_("🔄 Take it as it is now"), RenewSaved(whose, about), style=Style.PRIMARY))
    if not chosen.is_everybody and whose != SAVED:
        buttons.append(Button(_("💾 Save this choice…"), SaveChoice(whose, about)))
    return rows(*buttons)


def ask_name() -> Reply:
    return Reply(
        _("Under which name do I save this choice? All editors will see it, such as <i>Exporters, large</i>.")
    )


def ask_other_name(saved: SavedAudience) -> Reply:
    return Reply(_("What is <b>{name}</b> called from now on?").format(name=name(saved.name)))


def there_is_one(whose: str, about: int, saved: SavedAudience) -> Reply:
    """The question whether the choice takes the place of another that has the name."""
    words = _(
        "<b>{name}</b> is saved already:\n\n{meaning}\n\nIs it to mean this choice from now on? "
        "Where it was chosen before, it keeps its meaning."
    )
    return Reply(
        words.format(name=name(saved.name), meaning=in_words(Audience.of(saved.choice))),
        rows(
            Button(_("Yes, replace it"), ReplaceSaved(whose, about, saved.id), style=Style.PRIMARY),
            Button(_("Another name…"), SaveChoice(whose, about)),
            way_out(ShowAudience(whose, about)),
        ),
    )


def was_saved(saved: SavedAudience) -> str:
    """The word that a choice has its name."""
    return _("💾 Saved as <b>{name}</b>.").format(name=name(saved.name))


def all_saved(tap: ListSaved, page: Page[SavedAudience]) -> Reply:
    """What is saved, to be opened."""
    words = _("They can be chosen wherever you choose an audience, and are saved there, too.")
    return listing(
        "⭐ <b>{title}</b>\n\n{words}".format(title=_("Saved audiences"), words=words),
        page,
        [Button(named(one.name), OpenSaved(one.id, tap.whose, tap.about)) for one in page.items],
        lambda number: ListSaved(number, tap.whose, tap.about),
        empty=_("Nothing is saved yet."),
        back=OpenDimension(tap.whose, tap.about, SAVED) if tap.whose else None,
    )


def one_saved(tap: OpenSaved, saved: SavedAudience, reached: Reach, stale: Stale, *, word: str = "") -> Reply:
    """One that is saved: whom it means, how many they are now, and what can be done with it."""
    words = [
        f"⭐ <b>{name(saved.name)}</b>",
        in_words(Audience.of(saved.choice)),
        counted(reached),
        *notes(stale),
    ]
    return Reply(
        "\n\n".join([word, *words] if word else words),
        rows(
            Button(_("👥 Change whom it means"), ShowAudience(SAVED, saved.id)),
            Button(_("✏️ Rename"), RenameSaved(saved.id)),
            Button(_("🗑 Delete"), DeleteSaved(saved.id), style=Style.DANGER),
            way_out(ListSaved(0, tap.whose, tap.about)),
        ),
    )


def sure_to_delete(saved: SavedAudience, uses: Mapping[str, int]) -> Reply:
    """The question before one is deleted, with what it was chosen for."""
    question = _("Delete <b>{name}</b>?").format(name=name(saved.name))
    if uses:
        listed = list_of(_uses(what, n) for what, n in uses.items())
        kept = _("It was chosen for {uses}: there it keeps its meaning.").format(uses=listed)
        question = f"{question}\n\n{kept}"
    return sure(question, _("Delete it"), DeleteSaved(saved.id, is_sure=True), OpenSaved(saved.id))


def _uses(what: str, n: int) -> str:
    words = {
        "broadcast": ngettext("{n} broadcast", "{n} broadcasts", n),
        "event": ngettext("{n} event", "{n} events", n),
        "poll": ngettext("{n} poll", "{n} polls", n),
        "mission": ngettext("{n} mission", "{n} missions", n),
        "round": ngettext("{n} round", "{n} rounds", n),
        "saved": ngettext("{n} other saved audience", "{n} other saved audiences", n),
    }[what]
    return words.format(n=number(n))


def was_deleted(saved: SavedAudience) -> str:
    """The word over the list once one is deleted."""
    return _("🗑 <b>{name}</b> is deleted.").format(name=name(saved.name))
