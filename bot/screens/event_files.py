"""Documents of events: kept by staff, and given to those who were there with a thank-you."""

from __future__ import annotations

from collections.abc import Sequence

from bot.i18n import _, date_time, name, ngettext, number
from bot.models.events import Event, EventFile
from bot.moment import Moment
from bot.replies import Button, File, Reply, Rows, Style, Tap, rows
from bot.rules.files import MOST_FILES
from bot.screens.events import OpenEvent, title_of
from bot.screens.navigation import home_below_button, named, sure, way_out
from bot.screens.planning import OpenPlan


class ShowEventFiles(Tap, prefix="g"):
    event_id: int


class OpenEventFile(Tap, prefix="go"):
    file_id: int


class FetchEventFile(Tap, prefix="gf"):
    """Staff look at a document."""

    file_id: int


class RemoveEventFile(Tap, prefix="gx"):
    file_id: int
    is_sure: bool


class SendThanks(Tap, prefix="gt"):
    event_id: int
    is_sure: bool


class GetEventFile(Tap, prefix="gg"):
    """Those who were there get a document."""

    file_id: int


def beside_card(event: Event) -> Rows:
    """The way to the documents, from the card that staff see."""
    return rows(Button(_("📎 Documents and thank-you"), ShowEventFiles(event.id)))


def files(
    event: Event, listed: Sequence[EventFile], moment: Moment, note: str = "", *, may_act: bool
) -> Reply:
    """To staff: the documents of an event, and whether those who were there have got them."""
    parts = [note, _("📎 <b>Documents of {title}</b>").format(title=title_of(event)), _given(event, moment)]
    if may_act:
        words = _(
            "A presentation, a list, photos: send each here as a document or a photo. At most {most} fit."
        )
        parts.append(words.format(most=number(MOST_FILES)))
    elif not listed:
        parts.append(_("There are none yet."))
    is_due = event.thanked_at is None and event.ends_at is not None and event.ends_at <= moment.now
    thank = Button(_("🙏 Send the thank-you"), SendThanks(event.id, is_sure=False), style=Style.PRIMARY)
    return Reply(
        "\n\n".join(part for part in parts if part),
        rows(
            *(Button(_label(file), OpenEventFile(file.id)) for file in listed),
            *([thank] if is_due and may_act else []),
            way_out(OpenPlan(event.id)),
        ),
    )


def _given(event: Event, moment: Moment) -> str:
    if event.thanked_at is None:
        return _(
            "Those who come get them with a thank-you after the event, and find them on its card from then on."
        )
    return _(
        "🙏 The thank-you was sent on {moment}. What you add now is found by those who were there on the event's card."
    ).format(moment=date_time(event.thanked_at, moment.zone))


def _label(file: EventFile) -> str:
    icon = "🖼" if file.media == "photo" else "📄"
    return f"{icon} {named(file.name)}"


def kept(file: EventFile) -> str:
    """What stands over the documents once one was added."""
    return _("✅ Saved as {name}").format(name=name(file.name))


def removed(file: EventFile) -> str:
    """What stands over the documents once one was removed."""
    return _("🗑 {name} was removed.").format(name=name(file.name))


def file_card(file: EventFile, moment: Moment, *, may_act: bool) -> Reply:
    """To staff: one document."""
    added = _("Added on {moment}").format(moment=date_time(file.added_at, moment.zone))
    remove = Button(_("🗑 Remove"), RemoveEventFile(file.id, is_sure=False), style=Style.DANGER)
    return Reply(
        f"<b>{name(file.name)}</b>\n{added}",
        rows(
            Button(_("⬇️ Send it to me"), FetchEventFile(file.id), style=Style.PRIMARY),
            *([remove] if may_act else []),
            way_out(ShowEventFiles(file.event_id)),
        ),
    )


def sure_to_remove(file: EventFile) -> Reply:
    return sure(
        _("Remove {name} from the documents of the event?").format(name=name(file.name)),
        _("Remove"),
        RemoveEventFile(file.id, is_sure=True),
        OpenEventFile(file.id),
    )


def sent(file: EventFile) -> Reply:
    """The document itself."""
    return Reply(
        name(file.name),
        file=File(name=file.name, file_id=file.file_id, media=file.media),
        toast=_("Your file is on its way."),
    )


def sure_to_thank(event: Event, listed: Sequence[EventFile], people: int) -> Reply:
    """To staff, before those who were there are thanked: what they get, and how many they are."""
    ask = ngettext(
        "Send this to {n} person who was at {title}?", "Send this to {n} people who were at {title}?", people
    ).format(n=number(people), title=title_of(event))
    names = "\n".join(_label(file) for file in listed)
    quoted = f"<blockquote>{thanks(event, listed).text}</blockquote>"
    once = _("It is sent once. Documents can still be added later.")
    return sure(
        "\n\n".join(part for part in (ask, quoted, names, once) if part),
        _("🙏 Send"),
        SendThanks(event.id, is_sure=True),
        ShowEventFiles(event.id),
    )


def thanks(event: Event, listed: Sequence[EventFile]) -> Reply:
    """To those who were there: thank you, and what was shown and handed out."""
    words = (
        _(
            "🙏 <b>Thank you for coming to {title}.</b>\n\n"
            "Here are its documents: tap one, and it is sent to you. You find them on the event's card, too."
        )
        if listed
        else _("🙏 <b>Thank you for coming to {title}.</b>\n\nWe look forward to seeing you again.")
    )
    ways = (Button(_("🔎 Open the event"), OpenEvent(event.id)), home_below_button())
    return Reply(words.format(title=title_of(event)), (*given(listed), ways))


def given(listed: Sequence[EventFile]) -> Rows:
    """A button for each document, for those who were there."""
    return rows(*(Button(_label(file), GetEventFile(file.id)) for file in listed))
