"""Feedback on events: how was it, in a rating and a sentence; and what staff read when nobody could be asked."""

from __future__ import annotations

from bot.i18n import _, date, name, number
from bot.models.events import Event, Guest
from bot.replies import Button, Reply, Rows, Style, Tap, rows
from bot.rules.feedback import MOST_LATE, RATINGS, SENTENCE_LIMIT, answered_until
from bot.screens.directory import ShowMet
from bot.screens.events import OpenEvent, title_of
from bot.screens.navigation import home_below_button, ticked


class ShowFeedback(Tap, prefix="ge"):
    """What somebody has said of an event, or the question."""

    event_id: int


class RateEvent(Tap, prefix="gr"):
    event_id: int
    rating: int


class WriteSentence(Tap, prefix="gw"):
    event_id: int


class KeepSentence(Tap, prefix="gk"):
    """Leave the sentence as it is, or leave it out."""

    event_id: int


class DropSentence(Tap, prefix="gd"):
    event_id: int


def question(event: Event) -> Reply:
    """How was it?"""
    words = _(
        "⭐ <b>How was {title}?</b>\n\n"
        "Please choose from {least} (poor) to {most} (excellent); then you can add a sentence. "
        "The cluster's staff read what people say without their names."
    )
    text = words.format(title=title_of(event), least=number(RATINGS[0]), most=number(RATINGS[-1]))
    return Reply(text, (_scale(event), _ways(event)))


def _scale(event: Event, chosen: int | None = None) -> tuple[Button, ...]:
    return tuple(
        Button(ticked(f"{number(rating)} ⭐", rating == chosen), RateEvent(event.id, rating))
        for rating in RATINGS
    )


def _ways(event: Event) -> tuple[Button, ...]:
    return (Button(_("🔎 Open the event"), OpenEvent(event.id)), home_below_button())


def ask_sentence(event: Event, guest: Guest, *, met: bool, toast: str = "") -> Reply:
    """A rating was given: is there more to say? `met`: whether there is any company that one may have met."""
    words = _(
        "Would you like to add a sentence: what was good, what would have been better? Type it, at most {limit} "
        "characters; or leave it out. The cluster's staff read it without your name."
    )
    leave: Rows = rows(Button(_("Skip"), KeepSentence(event.id), style=Style.PRIMARY))
    if guest.sentence:
        words = _(
            "Type another sentence in place of this one, at most {limit} characters; or keep it. The cluster's staff "
            "read it without your name."
        )
        keep = Button(_("Keep it"), KeepSentence(event.id), style=Style.PRIMARY)
        leave = rows((keep, Button(_("↩️ Take back what I wrote"), DropSentence(event.id))))
    text = f"{_said(event, guest)}\n\n{words.format(limit=number(SENTENCE_LIMIT))}"
    buttons = (_scale(event, guest.rating), *leave, *_met(event, met=met), _ways(event))
    return Reply(text, buttons, toast=toast)


def noted(event: Event, guest: Guest, *, met: bool) -> Reply:
    """What somebody has said, and how to change it; `met` as in `ask_sentence`."""
    assert event.ends_at is not None
    until = _("You can change this until {date}.").format(
        date=date(answered_until(event.ends_at).astimezone(event.tz).date())
    )
    write = Button(
        _("✍️ Change the sentence") if guest.sentence else _("✍️ Add a sentence"), WriteSentence(event.id)
    )
    return Reply(
        f"{_said(event, guest)}\n\n{until}",
        (_scale(event, guest.rating), *rows(write), *_met(event, met=met), _ways(event)),
    )


def thanks() -> str:
    """What follows a rating, in a word."""
    return _("Thank you for telling us.")


def _said(event: Event, guest: Guest) -> str:
    given = _("⭐ {title}: you gave {rating} of {most}.").format(
        title=title_of(event), rating=number(guest.rating or 0), most=number(RATINGS[-1])
    )
    return f"{given}\n<i>{name(guest.sentence)}</i>" if guest.sentence else given


def _met(event: Event, *, met: bool) -> Rows:
    return rows(Button(_("👥 Whom did you meet?"), ShowMet(event.id))) if met else ()


def afterwards(event: Event, guest: Guest, *, is_open: bool, met: bool) -> Rows:
    """What the card of an event offers those who were there, once it is over."""
    label = _("⭐ How was it?")
    if guest.rating is not None:
        label = _("⭐ You gave {rating} of {most}").format(
            rating=number(guest.rating), most=number(RATINGS[-1])
        )
    ask = rows(Button(label, ShowFeedback(event.id))) if is_open else ()
    return (*ask, *_met(event, met=met))


def not_asked(event: Event) -> Reply:
    """To staff: the program was down for so long that nobody is asked any more."""
    words = _(
        "⌛ Nobody was asked how {title} was: the bot was down in the {days} days in which they could have been. "
        "Those who were there can still say it on the event's card."
    )
    text = words.format(title=title_of(event), days=number(MOST_LATE.days))
    return Reply(text, rows(home_below_button()))
