// One message of the chat as an element: bubble, its media, its time, its buttons.
import { spokesman, spread } from "./album.js";
import * as clock from "./clock.js";
import { bdi, button, el, icon, nameOr, span } from "./dom.js";
import { render } from "./entities.js";
import { inlineKeyboard } from "./keyboards.js";
import { directionOf } from "./labels.js";
import { gist, isTile, medium } from "./media.js";
import { openOptions } from "./menus.js";
import { pollCard } from "./poll.js";

/**
 * `album`: the messages that are shown as one; mostly a single one. `phone`: whose chat it is; it gives the reader, the
 * words and the language, and is told of taps and votes. `isPending`: nothing has come in answer to it yet.
 */
export function bubble(album, phone, isPending) {
  const { message_id: id, from_bot: fromBot, pinned_message: pinned } = album[0];
  const service = pinned && phone.words.pinned;
  if (service) return el("div", { class: "row service", data: { message: id } }, span("chip", service));
  const keys = inlineKeyboard(album[0], phone);
  return el("div", { class: fromBot ? "row bot" : "row own", data: { message: id, from: fromBot ? "bot" : "own" } },
    el("div", { class: keys ? "stack with-keys" : "stack" }, box(album, phone, isPending), keys));
}

function box(album, phone, isPending) {
  const { reader, words } = phone;
  const message = spokesman(album);
  const worded = album.filter((one) => shownText(one) !== undefined);
  const vote = (optionIds) => phone.vote(message.message_id, optionIds);
  const meta = metaOf(message, phone, isPending);
  const options = optionsButton(message, phone);
  const longPress = (event) => {
    if (event.target.closest("a[href], img, .menu") || String(getSelection())) return;
    event.preventDefault();
    openOptions(phone, message, options);
  };
  return el("div", { class: classesOf(album, worded), on: { contextmenu: longPress } },
    forwarded(message, words),
    quoted(message, phone),
    content(album, phone, vote),
    worded.length ? worded.map((one) => textOf(one, shownText(one), reader, one === worded.at(-1) && meta)) : meta,
    reactions(message),
    options);
}

function content(album, { reader, words }, vote) {
  if (album.length > 1) return spread(album, words);
  return album[0].poll ? pollCard(album[0].poll, reader, vote) : medium(album[0], words);
}

/** What there is to read; of a start link, as in Telegram's own clients, not what it carries. */
function shownText({ from_bot: fromBot, text, caption }) {
  return fromBot ? text ?? caption : text?.replace(/^(\/start) \S+$/u, "$1") ?? caption;
}

function classesOf(album, worded) {
  const classes = ["bubble"];
  if (album[0].sticker || album[0].dice) classes.push("bare");
  const isTiled = album.every(isTile);
  if (isTiled) classes.push("with-photo");
  if (isTiled && !worded.length) classes.push("only-photo");
  return classes.join(" ");
}

const EMOJI_ONLY = /^(?:\p{Extended_Pictographic}|\p{Emoji_Component}(?<![\d#*])){1,12}$/u;

function textOf(message, body, reader, meta) {
  const large = message.text !== undefined && body.length <= 24 && EMOJI_ONLY.test(body);
  const entities = message.entities ?? message.caption_entities;
  return el("div", { class: large ? "text large" : "text", dir: "auto" }, render(body, entities, reader), meta);
}

/**
 * The time, after "edited": the outer element floats by the text's direction, the inner one reads by the phone's.
 * A bot's screens change all the time: as in Telegram's own clients, nothing is said of that.
 */
function metaOf(message, { language, words }, isPending) {
  const edited = message.edit_date && !message.from_bot && el("span", { class: "edited", data: { role: "edited" } }, `${words.edited} `);
  const title = clock.moment(language, message.date);
  const time = el("time", { datetime: new Date(message.date * 1000).toISOString(), title }, clock.time(language, message.date));
  return span("meta", el("span", { dir: directionOf(language) }, edited, time, isPending && pendingMark(words)));
}

const pendingMark = (words) =>
  el("span", { class: "pending", role: "img", "aria-label": words.pending, title: words.pending, data: { role: "pending" } }, icon("clock"));

function forwarded({ forward_origin: origin }, words) {
  if (!origin) return null;
  const user = origin.sender_user;
  const named = origin.sender_user_name ?? (origin.sender_chat ?? origin.chat)?.title;
  const name = named ?? [user?.first_name, user?.last_name].filter(Boolean).join(" ");
  return el("div", { class: "forwarded" }, `${words.forwarded} `, bdi(null, nameOr(name, words.user)));
}

function quoted({ reply_to_message: original }, phone) {
  if (!original) return null;
  const fromBot = original.from_bot ?? original.from?.is_bot;
  return button("quote", () => phone.chat.show(original.message_id), {},
    bdi("quote-who", fromBot ? phone.botName : phone.words.you),
    el("span", { class: "quote-text", dir: "auto" }, gist(original, phone.words)));
}

function reactions({ reaction }) {
  return reaction?.length ? el("div", { class: "reactions" }, reaction.map((one) => span(null, one.emoji ?? "★"))) : null;
}

function optionsButton(message, phone) {
  const open = (event) => openOptions(phone, message, event.currentTarget);
  const about = { "aria-label": phone.words.options, "aria-haspopup": "menu", "aria-expanded": "false" };
  return button("options", open, { ...about, data: { role: "options" } }, icon("down"));
}
