// What a message carries besides text: pictures, documents, contacts, places and the rest.
import { bdi, button, el, icon, initials, nameOr, span } from "./dom.js";
import { fileUrl } from "./server.js";

/** "48 KB", in the words of the phone's language; "" when nobody knows. */
export function size(bytes, words) {
  if (!Number.isFinite(bytes)) return "";
  const power = bytes < 1000 ? 0 : bytes < 1e6 ? 1 : 2;
  const value = bytes / 1000 ** power;
  return `\u2068${value < 10 && power ? value.toFixed(1) : Math.round(value)} ${words.bytes[power]}\u2069`;
}

function enlarge(shown, words) {
  const box = document.querySelector("[data-role=lightbox]");
  const close = button("icon-button", () => box.close(), { "aria-label": words.close }, icon("close"));
  box.replaceChildren(shown, close);
  box.onclick = (event) => event.target.tagName === "VIDEO" || box.close();
  box.onclose = () => box.replaceChildren(); // what plays ends
  box.showModal();
}

// A tall picture is cropped to 4:5 as Telegram does. The size is known beforehand: nothing jumps while it loads.
function framed(frame, { width, height }) {
  frame.style.aspectRatio = String(Math.max(0.8, Math.min(2.4, (width || 4) / (height || 3))));
  return frame;
}

function picture(file, message, words) {
  const url = fileUrl(file.file_id);
  const alt = message.caption ? "" : words.picture;
  const image = el("img", { src: url, alt, width: file.width, height: file.height, decoding: "async" });
  const open = () => enlarge(el("img", { src: url, alt: words.picture }), words);
  const frame = button("photo", open, { "aria-label": words.open }, image);
  // Bytes that are no picture are shown as a plain tile
  image.addEventListener("error", () => frame.classList.add("plain"));
  return framed(frame, file);
}

const photo = (message, words) =>
  picture(message.photo.reduce((a, b) => (b.width * b.height > a.width * a.height ? b : a)), message, words);

/** A film as its first picture, with what it is called; pressed, it plays. */
function film(file, words) {
  const url = fileUrl(file.file_id);
  const name = nameOr(file.file_name, words.video);
  const open = () => enlarge(el("video", { src: url, controls: true, autoplay: true, playsinline: true }), words);
  const frame = button("photo film", open, { "aria-label": `${words.play}: ${name}`, data: { video: file.file_id } },
    el("video", { src: url, preload: "metadata", muted: true, tabindex: "-1", "aria-hidden": "true" }),
    el("span", { class: "play", "aria-hidden": "true" }, icon("play")),
    span("film-name", bdi(null, name), " ", bdi(null, size(file.file_size, words))));
  return framed(frame, file);
}

const figured = (figure, name, detail) =>
  [el("span", { class: "document-icon", "aria-hidden": "true" }, figure), span("document-text", name, detail)];

function attachment(file, words) {
  const name = nameOr(file.file_name, words.file);
  const extension = /\.([a-z0-9]{1,4})$/iu.exec(name)?.[1].toUpperCase();
  const about = { "aria-label": `${words.download}: ${name}`, data: { document: file.file_id } };
  return el("a", { class: "document", href: fileUrl(file.file_id), download: name, ...about },
    figured(extension ?? icon("file"), bdi("document-name", name), span("faint", size(file.file_size, words))));
}

function contact(card, words) {
  const name = nameOr([card.first_name, card.last_name].filter(Boolean).join(" "), words.user);
  return el("div", { class: "contact-card" },
    el("span", { class: "avatar", "aria-hidden": "true" }, initials(name)),
    span("document-text", bdi("document-name", name), bdi("faint", card.phone_number, "ltr")));
}

function place({ latitude, longitude }, title) {
  const where = bdi("faint", `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`, "ltr");
  return el("div", { class: "contact-card" }, figured(icon("pin"), bdi("document-name", title), where));
}

const sticker = (label, text) => el("div", { class: "sticker", role: "img", "aria-label": label }, text);

/** Whether a message is shown as a picture that fills its bubble. */
export const isTile = (message) => Boolean(message.photo ?? message.video ?? message.animation);

/** The message's medium as an element, or null when it is only text. Polls are in poll.js. */
export function medium(message, words) {
  if (message.photo) return photo(message, words);
  if (message.video) return film(message.video, words);
  // An animation comes with a document that is the same
  const { animation } = message;
  if (animation) return animation.mime_type === "image/gif" ? picture(animation, message, words) : film(animation, words);
  if (message.document) return attachment(message.document, words);
  if (message.contact) return contact(message.contact, words);
  if (message.venue) return place(message.venue.location, message.venue.title);
  if (message.location) return place(message.location, words.location);
  if (message.sticker) return sticker(words.sticker, message.sticker.emoji ?? "🫒");
  if (message.dice) return sticker(words.sticker, `${message.dice.emoji} ${message.dice.value}`);
  for (const kind of ["voice", "audio", "video_note"]) {
    const file = message[kind];
    if (file) return attachment({ ...file, file_name: file.file_name ?? words[kind] ?? words.video }, words);
  }
  return message.text === undefined && !message.poll ? el("em", { class: "faint" }, words.other) : null;
}

/** What a message is in a few words: for quotes of it. */
export function gist(message, words) {
  if (message.text || message.caption) return message.text ?? message.caption;
  if (message.poll) return message.poll.question;
  for (const kind of ["photo", "video", "audio", "voice"]) if (message[kind]) return words[kind];
  if (message.document) return nameOr(message.document.file_name, words.file);
  return message.contact ? words.contact : words.other;
}
