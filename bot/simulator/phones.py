"""People's phones: what a person can do in their chat with the bot."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from bot.simulator.attachments import CAPTIONED, Attachment, are_one_album
from bot.simulator.chats import Message
from bot.simulator.entities.units import Entity
from bot.simulator.errors import ImpossibleGesture
from bot.simulator.incoming import caption_content, member_update, origin_content, text_content
from bot.simulator.polls import voted
from bot.simulator.screens import Screen
from bot.simulator.wire import Json


class Phone(Screen):
    """One person's phone, open at the chat with the bot.

    Each gesture takes effect at once and queues the update that the bot will hear; those that the phone does
    not offer raise ImpossibleGesture.
    """

    # Text

    def start(self, payload: str = "") -> int:
        """Tap START or open an invite link; a blocked bot is unblocked first. Returns the message id."""
        self.unblock()
        return self.send(f"/start {payload}".rstrip())

    def send(self, text: str, entities: list[Entity] | None = None, reply_to: int | None = None) -> int:
        """Type a text and send it. Returns the message id."""
        return self._say(text_content(text, entities), reply_to)

    def edit(self, message_id: int, text: str) -> None:
        """Change an own text, or what stands below an own file, which may be nothing."""
        message = self._message(message_id)
        is_text, is_file = "text" in message.body, any(kind in message.body for kind in CAPTIONED)
        if message.from_bot or not (is_text or is_file) or (is_text and not text):
            raise ImpossibleGesture(f"message {message_id} is no text of this person's own, nor a file")
        gone = ("entities",) if is_text else ("caption", "caption_entities")
        body = {name: value for name, value in message.body.items() if name not in gone}
        words = text_content(text, None) if is_text else caption_content(text)
        message.body = {**body, **words, "edit_date": self.tg.timestamp()}
        self.tg.publish_message("edited", self.chat, message)
        self.tg.updates.put("edited_message", message.body)

    def forward(self, text: str, origin: Any = None) -> int:
        """Forward a text; `origin` is a Phone, an Account, a hidden user's name or a MessageOrigin object."""
        author = origin.account if isinstance(origin, Phone) else origin
        return self._say({**text_content(text, None), **origin_content(author, self.tg.timestamp())})

    # Buttons

    def tap(self, message_id: int, data: str) -> str:
        """Tap an inline button of a message, also of one that is gone. Returns the callback query id."""
        message = self.chat.messages.get(message_id)
        query_id = self.tg.taps.begin(self.id)
        shown = message.body if message else {"chat": self.chat.chat, "message_id": message_id, "date": 0}
        self.tg.updates.put(
            "callback_query",
            {
                "id": query_id,
                "from": self.chat.user,
                "message": shown,
                "chat_instance": self.tg.chat_instance(self.id),
                "data": data,
            },
        )
        return query_id

    def tap_label(self, text: str) -> str:
        """Tap the inline button with this label on the newest message that has it."""
        labels: list[str] = []
        for message_id, message in reversed(self.chat.messages.items()):
            for row in message.body.get("reply_markup", {}).get("inline_keyboard", []):
                for button in row:
                    if button["text"] == text and "callback_data" in button:
                        return self.tap(message_id, button["callback_data"])
                    labels.append(button["text"])
        raise ImpossibleGesture(f"no button {text!r} among {labels}")

    def press(self, text: str) -> int:
        """Press a button of the reply keyboard; one that asks for the contact sends it."""
        rows = (self.chat.reply_keyboard or {"keyboard": []})["keyboard"]
        for button in (button for row in rows for button in row):
            if button["text"] == text:
                break
        else:
            raise ImpossibleGesture(f"no key {text!r} in the reply keyboard")
        if self.chat.reply_keyboard and self.chat.reply_keyboard.get("one_time_keyboard"):
            self.chat.reply_keyboard = None
        if button.get("request_contact"):
            return self.share_contact(self.account.phone_number, self.account.first_name)
        return self.send_location() if button.get("request_location") else self.send(text)

    def vote(self, message_id: int, option_ids: list[int]) -> None:
        """Vote in a poll; an empty list takes the vote back."""
        message = self._message(message_id)
        poll = message.body.get("poll")
        if poll is None or poll["is_closed"]:
            raise ImpossibleGesture(f"message {message_id} is no open poll")
        if len(option_ids) > 1 and not poll["allows_multiple_answers"]:
            raise ImpossibleGesture("this poll takes one answer")
        if not set(option_ids) <= set(range(len(poll["options"]))):
            raise ImpossibleGesture("this poll has no such option")
        before = message.chosen.get(self.id, [])
        if before and not poll["allows_revoting"]:
            raise ImpossibleGesture("this poll does not let a vote be changed")
        message.chosen[self.id] = sorted(option_ids)
        message.body = {**message.body, "poll": voted(poll, before, option_ids)}
        self.tg.publish_message("edited", self.chat, message)
        self._tell_vote(message.body["poll"], sorted(option_ids))

    def _tell_vote(self, poll: Json, option_ids: list[int]) -> None:
        self.tg.updates.put("poll", poll)
        if poll["is_anonymous"]:
            return
        chosen = [poll["options"][number]["persistent_id"] for number in option_ids]
        answer = {"poll_id": poll["id"], "user": self.chat.user, "option_ids": option_ids}
        self.tg.updates.put("poll_answer", {**answer, "option_persistent_ids": chosen})

    # Cards, files, places

    def share_contact(self, phone_number: str, first_name: str, user_id: int | None = None) -> int:
        """Send a contact card: one's own (None), that of another account, or of nobody at Telegram (0)."""
        card: Json = {"phone_number": phone_number, "first_name": first_name}
        owner = self.id if user_id is None else user_id
        return self._say({"contact": {**card, "user_id": owner} if owner else card})

    def send_document(
        self,
        name: str,
        data: bytes = b"",
        mime_type: str = "",
        caption: str | None = None,
        *,
        fake_size: int | None = None,
    ) -> int:
        """Send a file; `fake_size` declares that many bytes without holding them."""
        return self._send_file(Attachment("document", data, name, mime_type, fake_size), caption)

    def send_photo(
        self, data: bytes = b"", caption: str | None = None, *, fake_size: int | None = None
    ) -> int:
        """Send a picture."""
        return self._send_file(Attachment("photo", data, size=fake_size), caption)

    def send_video(
        self, data: bytes = b"ftyp", caption: str | None = None, *, fake_size: int | None = None
    ) -> int:
        """Send a video."""
        return self._send_file(Attachment("video", data, "video.mp4", size=fake_size), caption)

    def send_animation(self, data: bytes = b"GIF89a", caption: str | None = None) -> int:
        """Send a picture that moves."""
        return self._send_file(Attachment("animation", data, "moving.gif"), caption)

    def send_audio(self, data: bytes = b"ID3", caption: str | None = None) -> int:
        """Send music."""
        return self._send_file(Attachment("audio", data, "song.mp3"), caption)

    def send_files(self, files: Sequence[Attachment], caption: str | None = None) -> list[int]:
        """Send one file, or several at once. Returns the message ids."""
        return self.send_album(files, caption) if len(files) > 1 else [self._send_file(files[0], caption)]

    def _send_file(self, attachment: Attachment, caption: str | None) -> int:
        return self._say({**attachment.sent(self.tg.files), **caption_content(caption)})

    def send_album(
        self,
        files: Sequence[Attachment],
        caption: str | None = None,
        captions: Mapping[int, str] = MappingProxyType({}),
    ) -> list[int]:
        """Send two to ten files at once, with the caption below the first; `captions` are below others, by their place.
        Returns the message ids."""
        if not are_one_album([file.kind for file in files]):
            raise ImpossibleGesture(
                "a phone sends two to ten pictures and videos together, or files of one kind"
            )
        shared = {"media_group_id": self.tg.next_album_id()}
        words = {0: caption, **captions}
        contents = [
            file.sent(self.tg.files) | caption_content(words.get(at)) for at, file in enumerate(files)
        ]
        return [self._say({**content, **shared}) for content in contents]

    def send_again(self, message_id: int, caption: str | None = None) -> int:
        """Send the file of an own message again, which keeps its ids."""
        body = self._message(message_id).body
        file: Json = {kind: body[kind] for kind in CAPTIONED if kind in body}
        return self._say({**file, **caption_content(caption)})

    def send_sticker(self, emoji: str = "👍") -> int:
        """Send a sticker."""
        file = self.tg.files.add("sticker", "sticker.webp", b"RIFF", "image/webp", side=512).described()
        about = {"type": "regular", "is_animated": False, "is_video": False, "emoji": emoji}
        return self._say({"sticker": {**file, **about}})

    def send_voice(self, data: bytes = b"OggS", *, fake_size: int | None = None) -> int:
        """Send a voice message."""
        return self._say(
            {"voice": self.tg.files.add("voice", "voice.ogg", data, "audio/ogg", fake_size).described()}
        )

    def send_location(self, latitude: float = 33.8938, longitude: float = 35.5018) -> int:
        """Send a place, Beirut by default."""
        return self._say({"location": {"latitude": latitude, "longitude": longitude}})

    def send_poll(self, question: str = "Which?", options: tuple[str, ...] = ("This", "That")) -> int:
        """Send a poll of one's own."""
        return self._say({"poll": self.tg.polls.fresh(question, options)})

    def send_dice(self, value: int = 1, emoji: str = "🎲") -> int:
        """Send a dice."""
        return self._say({"dice": {"emoji": emoji, "value": value}})

    # The chat and the account

    def block(self) -> None:
        """Block the bot; it hears of it at once."""
        if not self.chat.is_blocked:
            self.chat.is_blocked = True
            self._tell_membership(was="member", now="kicked")

    def unblock(self) -> None:
        """Unblock the bot."""
        if self.chat.is_blocked:
            self.chat.is_blocked = False
            self._tell_membership(was="kicked", now="member")

    def deactivate(self) -> None:
        """Delete the account; the bot hears nothing."""
        self.chat.is_deactivated = True
        self.tg.publish_phone(self.chat)

    def speak(self, language_code: str) -> None:
        """Change the phone's language."""
        self.account.language_code = language_code
        self.chat.refresh()
        self.tg.publish_phone(self.chat)

    def rename(self, first_name: str, last_name: str | None = None, username: str | None = None) -> None:
        """Change what the account is called."""
        self.account.first_name, self.account.last_name, self.account.username = (
            first_name,
            last_name,
            username,
        )
        self.chat.refresh()
        self.tg.publish_phone(self.chat)

    def read(self) -> None:
        """Look at the chat: nothing is unread any more. The bot never hears of it."""
        self.chat.unread = 0
        self.tg.publish_phone(self.chat)

    def _tell_membership(self, was: str, now: str) -> None:
        update = member_update(self.chat, self.tg.bot, self.tg.timestamp(), was=was, now=now)
        self.tg.updates.put("my_chat_member", update)
        self.tg.publish_phone(self.chat)

    def _message(self, message_id: int) -> Message:
        if message_id not in self.chat.messages:
            raise ImpossibleGesture(f"there is no message {message_id} in this chat")
        return self.chat.messages[message_id]

    def _say(self, content: Json, reply_to: int | None = None) -> int:
        """Put a message of this person into the chat and tell the bot."""
        if self.chat.is_blocked or self.chat.is_deactivated:
            raise ImpossibleGesture("the chat has no text field: the bot is blocked or the account deleted")
        message_id = self.tg.next_message_id()
        head = {
            "message_id": message_id,
            "from": self.chat.user,
            "chat": self.chat.chat,
            "date": self.tg.timestamp(),
        }
        if reply_to is not None:
            replied = self._message(reply_to).body
            content["reply_to_message"] = {
                name: value for name, value in replied.items() if name != "reply_to_message"
            }
        body = {**head, **content}
        self.chat.is_started = True
        self.tg.add(self.chat, Message(body, from_bot=False))
        self.tg.updates.put("message", body)
        return message_id
