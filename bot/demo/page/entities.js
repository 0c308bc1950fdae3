// Message text and its entities as elements. Offsets are UTF-16 code units, which is what JavaScript counts in.
import * as clock from "./clock.js";
import { el, span } from "./dom.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote", spoiler: "span", date_time: "time",
};
const TAGGED = new Set(["hashtag", "cashtag"]);
const LINKS = new Set(["url", "text_link", "bot_command", "email", "phone_number", "text_mention", "mention", ...TAGGED]);
const CLOSED = new Set([...LINKS, "code", "pre"]); // inside these nothing more is detected
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
// What Telegram's servers mark by themselves in any text; here for text that arrives without its entities.
const ADDRESS = /(?:https?:\/\/|tg:\/\/|t\.me\/)[^\s<>"\u2066-\u2069]+[^\s<>"\u2066-\u2069.,;:!?)]/u;
const COMMAND = /(?<![\w/.:<@-])\/[A-Za-z]\w{0,31}(?![\w/])/u;
const DETECTED = new RegExp(`${ADDRESS.source}|${COMMAND.source}`, "gu");

/** `reader`: { language, words, open(url), command(text) } — who reads and what their taps do. */
export function render(text, entities, reader) {
  const sound = (entities ?? [])
    .filter((one) => one.offset >= 0 && one.length > 0 && one.offset + one.length <= text.length)
    .sort((a, b) => a.offset - b.offset || b.length - a.length);
  return nested(text, sound, 0, text.length, reader, false);
}

/** Entities nest; one that would cross its parent's end is cut there. */
function nested(text, entities, start, end, reader, closed) {
  const out = document.createDocumentFragment();
  let at = start;
  let afterBlock = false;
  const plain = (from, to) => {
    // A block ends its line by itself: the line break after it would leave an empty line.
    const run = text.slice(afterBlock && text[from] === "\n" ? from + 1 : from, to);
    if (run) out.append(...(closed ? [run] : detected(run, reader)));
  };
  for (let i = 0; i < entities.length; ) {
    const entity = entities[i];
    const stop = Math.min(entity.offset + entity.length, end);
    let next = i + 1;
    while (next < entities.length && entities[next].offset < stop) next += 1;
    plain(at, entity.offset);
    const within = entities.slice(i + 1, next);
    const inside = nested(text, within, entity.offset, stop, reader, closed || CLOSED.has(entity.type));
    out.append(wrapped(entity, inside, text.slice(entity.offset, stop), reader));
    afterBlock = BLOCKS.has(entity.type);
    at = stop;
    i = next;
  }
  plain(at, end);
  return out;
}

function detected(text, reader) {
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(DETECTED)) {
    const type = match[0].startsWith("/") ? "bot_command" : "url";
    parts.push(text.slice(at, match.index), link(type, match[0], match[0], reader));
    at = match.index + match[0].length;
  }
  return [...parts, text.slice(at)].filter((part) => part !== "");
}

function link(type, target, inside, reader) {
  const activate = () => (type === "bot_command" ? reader.command(target) : reader.open(target));
  return el("a", {
    class: "link", role: "link", tabindex: "0", title: type === "text_link" ? target : null, data: { link: target },
    on: { click: activate, keydown: (event) => event.key === "Enter" && activate() },
  }, inside);
}

function wrapped(entity, inside, text, reader) {
  if (LINKS.has(entity.type)) return linked(entity, inside, text, reader);
  const node = el(TAGS[entity.type] ?? "span", {}, inside);
  if (entity.type === "code" || entity.type === "pre") node.dir = "auto"; // code is often words: a greeting in Arabic reads from the right
  if (entity.type === "pre" && entity.language) node.dataset.language = entity.language;
  if (entity.type === "spoiler") hide(node, reader);
  if (entity.type === "expandable_blockquote") fold(node);
  if (entity.type === "date_time") {
    const shown = clock.formatted(reader.language, entity.unix_time, entity.date_time_format);
    if (shown) node.textContent = shown;
    node.title = clock.moment(reader.language, entity.unix_time);
  }
  return node;
}

function linked(entity, inside, text, reader) {
  if (TAGGED.has(entity.type)) return span("link", inside);
  const targets = {
    text_link: entity.url,
    text_mention: `tg://user?id=${entity.user?.id}`,
    mention: `https://t.me/${text.slice(1)}`,
    email: `mailto:${text}`,
    phone_number: `tel:${text}`,
  };
  return link(entity.type, targets[entity.type] ?? text, inside, reader);
}

function hide(node, reader) {
  node.className = "spoiler";
  node.tabIndex = 0;
  node.setAttribute("role", "button");
  node.setAttribute("aria-label", reader.words.spoiler);
  const show = () => {
    node.classList.add("shown");
    node.removeAttribute("aria-label");
  };
  node.addEventListener("click", show);
  node.addEventListener("keydown", (event) => event.key === "Enter" && show());
}

function fold(node) {
  node.classList.add("folded");
  node.tabIndex = 0;
  const toggle = () => node.classList.toggle("folded");
  node.addEventListener("click", toggle);
  node.addEventListener("keydown", (event) => event.key === "Enter" && toggle());
}
