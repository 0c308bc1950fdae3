// Inline keyboards under messages, and reply keyboards under the composer.
// Rows run left to right on every phone: Telegram does not mirror them, the bot does where it wants to.
import { button, el, icon } from "./dom.js";

const STYLES = new Set(["primary", "success", "danger"]);
const styled = (css, key) => (STYLES.has(key.style) ? `${css} ${key.style}` : css);
const caption = (key) => el("span", { dir: "auto" }, key.text);
const rowsOf = (rows, make) => rows.map((row) => el("div", { class: "key-row" }, row.map(make)));

/** The buttons under a message, or null. `phone`: tap(message, data), open(url), copy(text), waiting(message, data). */
export function inlineKeyboard(message, phone) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  return el("div", { class: "keys", dir: "ltr" }, rowsOf(rows, (key) => inlineKey(key, message.message_id, phone)));
}

function inlineKey(key, messageId, phone) {
  const css = styled("key", key);
  if (key.callback_data !== undefined) {
    const data = key.callback_data;
    const about = { title: key.text, "aria-busy": phone.waiting(messageId, data) ? "true" : null, data: { callback: data } };
    return button(css, () => phone.tap(messageId, data), about, caption(key));
  }
  if (key.copy_text) {
    const { text } = key.copy_text;
    return button(css, () => phone.copy(text), { title: text, data: { copy: text } }, caption(key), icon("copy"));
  }
  const url = key.url ?? key.web_app?.url ?? key.login_url?.url ?? "";
  return button(css, () => phone.open(url), { title: url, data: { url } }, caption(key), icon("out"));
}

/** The buttons of a ReplyKeyboardMarkup; `press(key)` is called with the KeyboardButton. */
export function replyKeyboard(markup, press) {
  return el("div", { class: "reply-keys", dir: "ltr", data: { role: "reply-keyboard" } }, rowsOf(markup.keyboard, (given) => {
    const key = typeof given === "string" ? { text: given } : given;
    const data = { press: key.text, ...(key.request_contact && { contact: "true" }) };
    return button(styled("reply-key", key), () => press(key), { data }, caption(key), key.request_contact && icon("contact"));
  }));
}
