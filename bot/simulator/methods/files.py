"""Pictures and documents: uploading, sending again, albums, replacing, downloading."""

from bot.simulator.attachments import (
    ALONE,
    CAPTIONED,
    FEWEST_IN_ALBUM,
    IN_ALBUMS,
    MOST_IN_ALBUM,
    file_content,
)
from bot.simulator.entities import MOST_CAPTION, formatted, parsed
from bot.simulator.errors import bad_request
from bot.simulator.files import MOST_DOWNLOADED
from bot.simulator.methods.editing import changed, editable, inline_markup_of
from bot.simulator.methods.registry import method
from bot.simulator.methods.sending import deliver, reply_of, send
from bot.simulator.state import State
from bot.simulator.wire import Json, Query

ATTACHED = "attach://"


@method("sendPhoto")
def send_photo(tg: State, query: Query) -> Json:
    """Send a picture of up to 10 MB, or one that Telegram has already."""
    return _send_file(tg, query, "photo")


@method("sendDocument")
def send_document(tg: State, query: Query) -> Json:
    """Send a file of up to 50 MB, or one that Telegram has already."""
    return _send_file(tg, query, "document")


@method("sendVideo")
def send_video(tg: State, query: Query) -> Json:
    """Send a video of up to 50 MB, or one that Telegram has already."""
    return _send_file(tg, query, "video")


@method("sendAnimation")
def send_animation(tg: State, query: Query) -> Json:
    """Send a picture that moves, of up to 50 MB, or one that Telegram has already."""
    return _send_file(tg, query, "animation")


@method("sendAudio")
def send_audio(tg: State, query: Query) -> Json:
    """Send music of up to 50 MB, or some that Telegram has already."""
    return _send_file(tg, query, "audio")


def _send_file(tg: State, query: Query, kind: str) -> Json:
    caption, entities = formatted(query, "caption", entities="caption_entities")
    tg.reachable(query)
    content = _media(tg, query, kind, query.text(kind), query.has(kind) or kind in query.files)
    content |= _captioned(caption, entities)
    for flag in ("has_spoiler", "show_caption_above_media"):
        if query.flag(flag):
            content["has_media_spoiler" if flag == "has_spoiler" else flag] = True
    return send(tg, query, content, longest=len(caption), most=MOST_CAPTION)


def _captioned(caption: str, entities: list[Json]) -> Json:
    content: Json = {"caption": caption} if caption else {}
    return {**content, "caption_entities": entities} if entities else content


def _media(tg: State, query: Query, kind: str, reference: str, is_given: bool) -> Json:
    """The part of a message that holds a file, by upload, attachment, identifier or address."""
    if not is_given:
        raise bad_request(f"there is no {kind} in the request")
    part = reference.removeprefix(ATTACHED) if reference.startswith(ATTACHED) else kind
    is_remote = reference.startswith(("http://", "https://"))
    if part in query.files and not is_remote:
        files = tg.files.uploaded(kind, *query.files[part])
    elif is_remote:
        # a pretend Telegram never fetches from the network
        raise bad_request("failed to get HTTP URL content")
    else:
        files = tg.files.again(kind, reference)
    return file_content(files)


@method("sendMediaGroup")
def send_media_group(tg: State, query: Query) -> list[Json]:
    """Send an album of 2 to 10 pictures and videos, or of documents, or of music."""
    media = query.value("media", "media")
    chat = tg.reachable(query)
    if not isinstance(media, list) or not FEWEST_IN_ALBUM <= len(media) <= MOST_IN_ALBUM:
        raise bad_request("media group must include 2-10 items")
    kinds = {one.get("type") for one in media}
    for kind in ALONE:
        if kind in kinds and len(kinds) > 1:
            raise bad_request(f"{kind} can't be mixed with other media types")
    shared = {"media_group_id": tg.next_album_id(), **reply_of(query, chat)}
    contents = [{**_input_media(tg, query, one, IN_ALBUMS), **shared} for one in media]
    return [deliver(tg, chat, content, None) for content in contents]


def _input_media(tg: State, query: Query, given: Json, kinds: tuple[str, ...] = CAPTIONED) -> Json:
    """The content of an InputMedia object."""
    kind = given.get("type")
    if kind not in kinds:
        raise bad_request("can't parse InputMedia: invalid media type specified")
    caption, entities = parsed(
        str(given.get("caption") or ""), str(given.get("parse_mode") or ""), given.get("caption_entities")
    )
    if len(caption) > MOST_CAPTION:
        raise bad_request("message caption is too long")
    content = _media(tg, query, kind, str(given.get("media") or ""), bool(given.get("media")))
    return content | _captioned(caption, entities)


@method("editMessageMedia")
def edit_message_media(tg: State, query: Query) -> Json:
    """Replace the picture or document of a message, with its caption and inline keyboard."""
    given = query.value("media", "media")
    if not isinstance(given, dict):
        raise bad_request("media is empty")
    markup = inline_markup_of(query)
    chat, message = editable(tg, query)
    gone = dict.fromkeys((*CAPTIONED, "text", "entities", "caption", "caption_entities"))
    return changed(tg, chat, message, {**gone, **_input_media(tg, query, given), "reply_markup": markup})


@method("getFile")
def get_file(tg: State, query: Query) -> Json:
    """Where to download a file of up to 20 MB."""
    if not query.text("file_id"):
        raise bad_request("file_id is not specified")
    file = tg.files.get(query.text("file_id"))
    if file is None:
        raise bad_request("invalid file_id")
    if file.size > MOST_DOWNLOADED:
        raise bad_request("file is too big")
    return {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_size": file.size,
        "file_path": file.path,
    }
