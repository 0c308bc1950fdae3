// What can be chosen beside the chat itself: the ⋮ menu of a phone, and the options of one message.
import { button, el, icon, span } from "./dom.js";
import { LANGUAGES } from "./labels.js";
import { isTile } from "./media.js";
import { menuItem, popup } from "./popup.js";

/** The ⋮ menu: the invite link, block or unblock the bot, the phone's language. */
export async function openMore(phone, opener) {
  await phone.app.everybody(); // an invite that was used is gone
  const { words, state, person, device } = phone;
  if (!state || device.querySelector(":scope > .menu")) return;
  const then = (what) => () => (close(true), what());
  const { blocked } = state.phone;
  const figure = blocked ? "check" : "block";
  const block = () => phone.act(blocked ? "unblock" : "block");
  const panel = el("div", { class: "menu", role: "menu", "aria-label": words.more },
    person.invite && menuItem(words.inviteOpen, icon("link"), then(() => phone.openInvite()), { role: "invite" }),
    state.started && menuItem(blocked ? words.unblockItem : words.block, icon(figure), then(block), { role: "block" }),
    el("div", { class: "menu-group", role: "group", "aria-label": words.language },
      el("span", { class: "menu-title", "aria-hidden": "true" }, words.language),
      Object.entries(LANGUAGES).map(([code, name]) => languageItem(code, name, phone, then))));
  const close = popup(opener, panel, device);
}

function languageItem(code, name, phone, then) {
  const chosen = code === phone.language;
  const about = { role: "menuitemradio", tabindex: "-1", lang: code, "aria-checked": String(chosen), data: { language: code } };
  const choose = then(() => phone.act("language", { language_code: code }));
  return button("menu-item", choose, about, chosen ? icon("check") : span("icon"), name);
}

/** The options of a message: answer it, change it when it is one's own, copy its text. */
export function openOptions(phone, message, opener) {
  if (opener.getAttribute("aria-expanded") === "true") return;
  const { words, composer } = phone;
  const text = message.text ?? message.caption;
  // What stands below a file is written there later, too; a contact or a place has none
  const isOwnWriting = !message.from_bot && (text !== undefined || isTile(message) || message.document || message.audio);
  const take = (context) => () => (close(false), composer.take(context));
  const items = [
    composer.isOpen && menuItem(words.reply, icon("reply", true), take({ reply: message })),
    composer.isOpen && isOwnWriting && menuItem(words.edit, icon("edit"), take({ edit: message })),
    text !== undefined && menuItem(words.copy, icon("copy"), () => (close(true), phone.copy(text))),
  ].filter(Boolean);
  if (!items.length) return;
  const panel = el("div", { class: "menu", role: "menu", "aria-label": words.options }, items);
  const close = popup(opener, panel, opener.parentElement);
}
