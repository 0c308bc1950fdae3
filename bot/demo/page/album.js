// Albums: what was sent at once comes as a message each, and is shown as one.
import { el } from "./dom.js";
import { isTile, medium } from "./media.js";

/** Messages as they are shown: lists of one, and of those of an album. */
export function gathered(messages) {
  const shown = [];
  for (const message of messages) {
    const album = shown.at(-1);
    if (message.media_group_id && album?.[0].media_group_id === message.media_group_id) album.push(message);
    else shown.push([message]);
  }
  return shown;
}

/** The message of an album that speaks for it: the first with words, else the first. */
export const spokesman = (album) => album.find((one) => one.caption !== undefined) ?? album[0];

/** Pictures and videos side by side, files one below the other. */
export const spread = (album, words) =>
  el("div", { class: album.every(isTile) ? "mosaic" : "files" }, album.map((one) => medium(one, words)));
