// What an empty chat shows: what the bot says of itself, and the person's invite link when there is one.
import { bdi, button, el, icon, span } from "./dom.js";

export function welcome(phone) {
  const { words, person, state } = phone;
  const about = state.bot.description;
  return el("div", { class: "empty" },
    about && el("div", { class: "about" }, el("h2", {}, words.about), el("p", { dir: "auto" }, about)),
    person.invite && invite(phone));
}

/** The link that staff gave somebody, until it was used. */
export function invite(phone) {
  const { words, person, state } = phone;
  return el("div", { class: "invite" },
    span("invite-icon", icon("link")),
    span("invite-title", words.inviteTitle),
    bdi("faint", `t.me/${state.bot.username}?start=${person.invite}`, "ltr"),
    button("primary-button", () => phone.openInvite(), { data: { role: "invite" } }, words.inviteOpen));
}
