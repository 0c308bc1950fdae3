"""Composing a broadcast: what it says so far, with what, for whom, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from bot.i18n import LOCALES, _, isolate, language_name, list_of, name, number
from bot.markup import CAPTION_LENGTH, escape
from bot.models.broadcasts import Broadcast, BroadcastText
from bot.replies import Button, Reply, Rows, Style, Tap, grid, rows
from bot.rules.audiences import Audience, Reach
from bot.rules.composing import Taken
from bot.rules.interest import ButtonKind
from bot.rules.links import LABEL_LIMIT, MOST_LINKS, BadLine, Fault, as_typed
from bot.rules.words import shortened
from bot.screens.audiences import ShowAudience, counted, in_words
from bot.screens.broadcasts import (
    WHOSE,
    Discard,
    ListBroadcasts,
    OpenBroadcast,
    label_of,
    links_of,
    title_of,
    written_by,
)
from bot.screens.interest import button_name
from bot.screens.media import media_name
from bot.screens.navigation import sure, ticked, way_out
from bot.screens.scheduling import ConfirmBroadcast
from bot.screens.wordings import excerpt, language_buttons, preview_button, what_is_written

LINE_EXAMPLE = "https://qoot.org/forum"
FEW = 5
"""Drafts that are offered before a new one is begun."""


class NewDraft(Tap, prefix="A"):
    """Begin another broadcast beside the drafts there are."""


class SendToMembers(Tap, prefix="As"):
    """What was searched for is the text of a broadcast."""


class SearchInstead(Tap, prefix="Af"):
    """What was taken for a broadcast is searched for."""


class MoveText(Tap, prefix="Am"):
    """The text that was sent last is in another language."""

    broadcast_id: int
    language: str


class TakeBack(Tap, prefix="Ab"):
    """What was sent last is not part of it."""

    broadcast_id: int


class WithoutMedia(Tap, prefix="Aw"):
    """Take the text that is too long for a caption, without the files."""

    broadcast_id: int


class ShowMedia(Tap, prefix="Ap"):
    broadcast_id: int


class RemoveMedia(Tap, prefix="Ar"):
    """Take the files of a language away; without one, those for all."""

    broadcast_id: int
    language: str = ""


class ReplaceMedia(Tap, prefix="Ax"):
    """What is sent next comes in place of these files."""

    broadcast_id: int
    language: str = ""


class AskLinks(Tap, prefix="Al"):
    broadcast_id: int
    language: str = ""


class RemoveLinks(Tap, prefix="Ak"):
    broadcast_id: int
    language: str


class SetButton(Tap, prefix="Ai"):
    """Which button members can answer by."""

    broadcast_id: int
    kind: ButtonKind


class UseAgain(Tap, prefix="Au"):
    """Begin a draft that says the same."""

    broadcast_id: int


def composing(
    broadcast: Broadcast,
    reached: Reach,
    taken: Taken | None = None,
    *,
    is_begun: bool = False,
    may_search: bool = False,
) -> Reply:
    """What is written so far, for whom, and what is missing; from here everything is done.

    `taken` is what was sent last. `is_begun`: that began it, without being asked; `may_search`: it may have been meant
    as a search.
    """
    words = [
        _("<b>📣 Broadcast</b>"),
        _("I began a broadcast with it. Nothing is sent until you say so.") if is_begun else "",
        _what_was_taken(taken) if taken is not None else "",
        "\n".join([what_is_written(broadcast.wordings, reached), *_beside(broadcast)]),
        "" if taken is not None else _invitation(broadcast),
        in_words(Audience.of(broadcast.audience)),
        counted(reached),
    ]
    mending = _mending(broadcast, taken, may_search=may_search) if taken is not None else ()
    return Reply("\n\n".join(part for part in words if part), (*mending, *_acts(broadcast)))


def _invitation(broadcast: Broadcast) -> str:
    if not broadcast.texts:
        return _(
            "Send me the text, or a photo, video, document or album with its text below: "
            "one message for each language. I see which language it is."
        )
    if len(broadcast.texts) < len(LOCALES):
        return _("Send me the next language, or media, just like that.")
    return ""


def _what_was_taken(taken: Taken) -> str:
    """For what it was taken."""
    files = media_name(taken.media) if taken.media else ""
    if not taken.html:
        if taken.language:
            return _("✓ Added to the text in {language}: {media}").format(
                language=language_name(taken.language), media=files
            )
        return _("✓ Added for all languages: {media}").format(media=files)
    if taken.is_sure:
        lines = [_("✓ Taken for the text in {language}.").format(language=language_name(taken.language))]
    else:
        lines = [
            _(
                "✓ Taken for the text in {language}, since nothing in it tells the language. "
                "If it is another one, tap it below."
            ).format(language=language_name(taken.language))
        ]
    if taken.replaced:
        lines.append(_("Before, it said: {excerpt}").format(excerpt=excerpt(taken.replaced)))
    return "\n".join(lines)


def _mending(broadcast: Broadcast, taken: Taken, *, may_search: bool) -> Rows:
    """What one tap puts right of what was sent last."""
    languages = [language for language in LOCALES if language != taken.language] if taken.html else []
    moves = tuple(
        Button(
            _("It is in {language}").format(language=language_name(language)),
            MoveText(broadcast.id, language),
        )
        for language in languages
    )
    search = rows(Button(_("🔎 Search for it instead"), SearchInstead())) if may_search else ()
    back = rows(Button(_("↩️ Take it out again"), TakeBack(broadcast.id))) if not may_search else ()
    return (*((moves,) if moves else ()), *search, *back)


def _texts(broadcast: Broadcast) -> list[BroadcastText]:
    """What is written, in the order in which languages stand everywhere."""
    return sorted(broadcast.texts, key=lambda text: LOCALES.index(text.language))


def _beside(broadcast: Broadcast) -> list[str]:
    """A line for what stands beside the texts: media, links, the button."""
    lines = _media_lines(broadcast)
    linked = [text for text in _texts(broadcast) if text.links]
    for text in linked:
        labels = list_of(name(label) for label, _address in text.links)
        if len(linked) == 1:
            lines.append(_("🔗 With every text: {labels}").format(labels=labels))
        else:
            words = _("🔗 With the text in {language}: {labels}")
            lines.append(words.format(language=language_name(text.language), labels=labels))
    return ["", *lines] if lines else []


def _media_lines(broadcast: Broadcast) -> list[str]:
    """Which language gets which files."""
    own = [text for text in _texts(broadcast) if text.media]
    lines = []
    if broadcast.media:
        words = _("🖼 With the other texts: {media}") if own else _("🖼 With every text: {media}")
        lines.append(words.format(media=media_name(broadcast.media)))
    lines += [
        _("🖼 With the text in {language}: {media}").format(
            language=language_name(text.language), media=media_name(text.media)
        )
        for text in own
    ]
    return lines


def _acts(broadcast: Broadcast) -> Rows:
    looks = [Button(_("👥 Audience"), ShowAudience(WHOSE, broadcast.id))]
    more: list[Button] = []
    sending: Rows = ()
    if broadcast.media or any(text.media for text in broadcast.texts):
        more.append(Button(_("🖼 Media"), ShowMedia(broadcast.id)))
    if broadcast.texts:
        looks.append(preview_button(WHOSE, broadcast.id))
        more.append(Button(_("🔗 Links"), AskLinks(broadcast.id)))
        sending = (
            tuple(_interest(broadcast, kind) for kind in ButtonKind if kind),
            *rows(Button(_("📤 Send…"), ConfirmBroadcast(broadcast.id), style=Style.PRIMARY)),
        )
    return (
        language_buttons(WHOSE, broadcast.id, broadcast.wordings),
        tuple(looks),
        *((tuple(more),) if more else ()),
        *sending,
        (Button(_("🗑 Discard"), Discard(broadcast.id, is_sure=False)),),
        way_out(ListBroadcasts()),
    )


def _interest(broadcast: Broadcast, kind: ButtonKind) -> Button:
    """Puts a button under the broadcast, or takes it away again."""
    is_chosen = broadcast.button is kind
    leads_to = ButtonKind.NONE if is_chosen else kind
    return Button(ticked(button_name(kind), is_chosen), SetButton(broadcast.id, leads_to))


def ask_text(broadcast: Broadcast, language: str) -> str:
    """The question for the text in a language."""
    return _(
        "Send me the text in {language} as one message, or media with it below. "
        "Bold, links and other formatting are kept as you send them."
    ).format(language=language_name(language))


def sure_to_discard(broadcast: Broadcast) -> Reply:
    return sure(
        _("Discard this broadcast? Its texts are deleted, and nothing is sent."),
        _("Discard it"),
        Discard(broadcast.id, is_sure=True),
        OpenBroadcast(broadcast.id),
    )


def begun_before(drafts: Sequence[Broadcast], writers: Mapping[int, str], zone: tzinfo) -> Reply:
    """Drafts are there: go on with one, or begin another. What is sent now begins another, too."""
    shown = drafts[:FEW]
    lines = [f"✏️ {title_of(one)}\n{written_by(one, writers, zone)}" for one in shown]
    words = _("<b>📣 Broadcast</b>\n\nThese are being written. Open one, or send me what the new one says.")
    label = _("📣 New broadcast")
    buttons = [Button(f"✏️ {label_of(one)}", OpenBroadcast(one.id)) for one in shown]
    return Reply(
        "\n\n".join([words, *lines]),
        (*rows(Button(label, NewDraft(), style=Style.PRIMARY)), *grid(buttons, 1), way_out(ListBroadcasts())),
    )


# Media


def too_long(
    broadcast: Broadcast, language: str, length: int, *, is_new_text: bool, has_files: bool
) -> Reply:
    """A text has more characters than fit below files. Nothing is lost: the shortened text takes what waits with it.

    `is_new_text`: it is the text that was sent now, else files came to one that is there; `has_files`: it came with its
    own.
    """
    limit = number(CAPTION_LENGTH)
    words = [
        _(
            "<b>The text in {language} has {length} characters; "
            "below a photo, a video or a document {limit} fit.</b>"
        ).format(language=language_name(language), length=number(length), limit=limit)
    ]
    if is_new_text:
        words.append(_("Send it to me shortened, and I put the two together. Or send it without the media."))
        leave = _("Without the media") if has_files else _("Take the media out, keep this text")
        acts = rows(Button(leave, WithoutMedia(broadcast.id), style=Style.PRIMARY))
    else:
        words.append(_("Send me that text shortened, and what you sent now comes with it. Or leave it out."))
        acts = rows(Button(_("Leave the media out"), OpenBroadcast(broadcast.id)))
    return Reply("\n\n".join(words), (*acts, way_out(OpenBroadcast(broadcast.id))))


def media(broadcast: Broadcast) -> Reply:
    """Which files go with which text; they can be taken away, or replaced."""
    holders = [""] if broadcast.media else []
    holders += [text.language for text in _texts(broadcast) if text.media]
    words = [
        _("<b>🖼 Media</b>"),
        "\n".join(_media_lines(broadcast)) or _("There are none."),
        _("Send me more to add them. With a text below, they go with that text."),
    ]
    buttons = []
    for holder in holders:
        buttons.append(Button(_holding(_("🔁 Replace"), holder, holders), ReplaceMedia(broadcast.id, holder)))
        buttons.append(
            Button(
                _holding(_("🗑 Take away"), holder, holders),
                RemoveMedia(broadcast.id, holder),
                style=Style.DANGER,
            )
        )
    pairs = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    return Reply("\n\n".join(words), (*pairs, way_out(OpenBroadcast(broadcast.id))))


def _holding(act: str, holder: str, holders: Sequence[str]) -> str:
    if len(holders) == 1:
        return act
    what = language_name(holder) if holder else _("the other texts")
    return _("{what}: {answer}").format(what=act, answer=what)


def not_in_it() -> str:
    """A message was edited that the draft has nothing of any more."""
    return _("What you edited is not in this broadcast any more. Here is how it stands now.")


def in_another() -> str:
    """Something was sent to what is no draft any more."""
    return _(
        "The broadcast that you were writing is no draft any more: somebody sent or discarded it. "
        "What you sent begins another one."
    )


def ask_media(broadcast: Broadcast) -> Reply:
    """What comes in place of the files there are."""
    return Reply(
        _("Send me the photo, video, document or album that comes in their place."),
        (way_out(ShowMedia(broadcast.id)),),
    )


# Links


def ask_links(broadcast: Broadcast, language: str) -> Reply:
    """The question for the buttons below the text in a language."""
    example = _("Register")
    words = [
        _("<b>🔗 Buttons with the text in {language}</b>").format(language=language_name(language)),
        _("Send me one a line, at most {most}: what the button says, and where it leads.").format(
            most=number(MOST_LINKS)
        ),
        f"<code>{example} – {LINE_EXAMPLE}</code>",
    ]
    own = next((text.links for text in broadcast.texts if text.language == language), [])
    acts: Rows = ()
    if own:
        words += [_("Now there are:"), f"<code>{escape(as_typed(own))}</code>"]
        acts = rows(Button(_("🗑 Remove them"), RemoveLinks(broadcast.id, language), style=Style.DANGER))
    elif links_of(broadcast, language):
        words.append(_("As long as it has none of its own, it has those of another language."))
    others = tuple(
        Button(
            ticked(language_name(text.language), text.language == language),
            AskLinks(broadcast.id, text.language),
        )
        for text in _texts(broadcast)
    )
    switch = (others,) if len(others) > 1 else ()
    return Reply("\n\n".join(words), (*switch, *acts, way_out(OpenBroadcast(broadcast.id))))


def bad_line(bad: BadLine) -> str:
    """What is wrong with a line that was to be a button; not yet HTML."""
    holes = {
        "n": number(bad.number),
        "line": isolate(shortened(bad.line, 2 * LABEL_LIMIT)),
        "limit": number(LABEL_LIMIT),
        "most": number(MOST_LINKS),
    }
    return {
        Fault.NO_ADDRESS: _("Line {n} does not end with an address, such as https://example.org: {line}"),
        Fault.NO_LABEL: _("Line {n} does not say what stands on the button, before the address: {line}"),
        Fault.LONG_LABEL: _(
            "What stands on the button in line {n} is longer than {limit} characters: {line}"
        ),
        Fault.BAD_ADDRESS: _(
            "The address in line {n} does not work on a button: it begins with https:// or http://, "
            "and has no password in it: {line}"
        ),
        Fault.TOO_MANY: _("Line {n} is one too many: at most {most} fit. {line}"),
    }[bad.fault].format(**holes)
