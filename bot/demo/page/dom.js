// Building elements. Text only ever enters the page as text nodes: nothing here parses HTML.

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes, `data` (dataset), `on` (listeners) and children; null, undefined and false are left out. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [type, listener] of Object.entries(value)) node.addEventListener(type, listener);
    else if (name === "data") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export const span = (css, ...children) => el("span", { class: css }, ...children);

/** A foreign run of text: its direction is its own and touches nothing around it. */
export const bdi = (css, text, dir = null) => el("bdi", { class: css, dir }, text);

/** A button of the class `css` that does `press` when it is pressed. */
export const button = (css, press, props, ...children) =>
  el("button", { class: css, type: "button", on: { click: press }, ...props }, ...children);

const PATHS = {
  send: "M4 12 20 4l-5 16-3.5-6.5zM11.5 13.5 20 4",
  attach:
    "M20 11.5 12.2 19.3a5 5 0 0 1-7.1-7.1l8.2-8.2a3.3 3.3 0 0 1 4.7 4.7l-8.1 8.1a1.7 1.7 0 0 1-2.4-2.4l7.2-7.2",
  keyboard:
    "M4 6.5h16a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1zM7 10.5h.01M10.5 10.5h.01M14 10.5h.01M17 10.5h.01M8 14h8",
  lines: "M4 7h16M4 12h16M4 17h10",
  more: "M12 5.5h.01M12 12h.01M12 18.5h.01",
  sliders: "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.8v4.4M9 14.8v4.4",
  down: "m6 9.5 6 6 6-6",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16.2 16.2 20.5 20.5",
  file: "M7 3.5h7l4 4v13H7zM14 3.5v4h4",
  play: "M8 5.5v13l10.5-6.5z",
  image: "M4 5h16v14H4zM4 16l4.5-4.5 4 4 3-3L20 17M15.5 9.5h.01",
  contact: "M12 12.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5",
  close: "M6 6l12 12M18 6 6 18",
  check: "m5 12.5 4.5 4.5L19 7.5",
  link: "M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1",
  out: "M8 16 17 7M10 7h7v7",
  copy: "M9 9h10v11H9zM5 15V4h10",
  block: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM6.2 6.2l11.6 11.6",
  pin: "M12 21s6.5-6 6.5-11a6.5 6.5 0 0 0-13 0c0 5 6.5 11 6.5 11zM12 12.2a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6z",
  reply: "M10 7 4.5 12l5.5 5M5 12h8c4 0 6.5 2 6.5 6",
  clock: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.5V12l3 2",
  edit: "M5 19l1-4L16 5l3 3L9 18zM14 7l3 3",
};

/** A decorative line icon of 24 units; `flip` mirrors it in right-to-left chrome. */
export function icon(name, flip = false) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", flip ? "icon flip" : "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

// Controls, zero-width characters and direction marks: a name made only of these shows nothing.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Z}\u115f\u1160\u3164\uffa0\ufe00-\ufe0f]/gu;
// A name may not turn the direction of what stands beside it, whatever its owner typed.
const DIRECTION = /[\u202a-\u202e\u2066-\u2069\p{Cc}]/gu;

/** A name safe to stand in the page's own chrome; `fallback` when nothing of it can be seen. */
export function nameOr(name, fallback) {
  return (name ?? "").replace(UNSEEN, "") ? name.replace(DIRECTION, "").trim() : fallback;
}

/** Up to two initials for an avatar. */
export function initials(name) {
  const words = name.split(/\s+/u).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const first = (word) => [...word][0]?.toUpperCase() ?? "";
  if (!words.length) return /\p{L}|\p{Extended_Pictographic}/u.exec(name)?.[0].toUpperCase() ?? "•";
  // Two Arabic letters would join into a word: one is enough.
  if (/\p{Script=Arabic}/u.test(words[0]) || words.length === 1) return first(words[0]);
  return first(words[0]) + first(words.at(-1));
}

/** One of six calm hues, the same for a person at all times. */
export const hueOf = (id) => String(Math.abs(Number(id)) % 6);
