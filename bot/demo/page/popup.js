// Things that open over a phone: menus, and questions that wait for a yes or a no.
import { button, el, span } from "./dom.js";

const ITEMS = "[role^=menuitem], [role=option]";

/**
 * Show `panel` inside `host` as what the button `opener` opens; the button again, Escape, a press elsewhere or
 * choosing an item closes it. Up, Down, Home and End walk the items. Returns the function that closes it.
 */
export function popup(opener, panel, host, { focus = true } = {}) {
  const close = (refocus) => {
    if (!panel.isConnected) return;
    panel.remove();
    opener.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    opener.removeEventListener("click", again, true);
    if (refocus) opener.focus();
  };
  const outside = (event) => {
    if (!panel.contains(event.target) && !opener.contains(event.target)) close(false);
  };
  const again = (event) => {
    event.stopImmediatePropagation();
    close(true);
  };
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" || (event.key === "Tab" && focus)) {
      event.preventDefault();
      event.stopPropagation();
      close(true);
    } else walk(panel, event);
  });
  document.addEventListener("pointerdown", outside, true);
  opener.addEventListener("click", again, true);
  opener.setAttribute("aria-expanded", "true");
  host.append(panel);
  const first = panel.querySelector("[aria-checked=true], [type=search]") ?? panel.querySelector(ITEMS);
  if (focus) first?.focus({ preventScroll: true });
  return close;
}

/** Arrow keys over the items of a menu. */
export function walk(panel, event) {
  const items = [...panel.querySelectorAll(ITEMS)];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (to === undefined || !items.length) return;
  event.preventDefault();
  items[(to + items.length) % items.length].focus();
}

/** A menu's item; `chosen` runs after the menu has closed. */
export function menuItem(label, figure, chosen, data = {}) {
  return button("menu-item", chosen, { role: "menuitem", tabindex: "-1", data }, figure, span(null, label));
}

/** Ask on this phone: resolves to true for `accept`, false for `refuse` or Escape. Without `refuse` it only tells. */
export function ask(host, { title, text, accept, refuse }) {
  return new Promise((resolve) => {
    const before = document.activeElement;
    const end = (answer) => {
      scrim.remove();
      if (before?.isConnected) before.focus({ preventScroll: true });
      resolve(answer);
    };
    const yes = button("text-button", () => end(true), { data: { role: "accept" } }, accept);
    const no = refuse && button("text-button", () => end(false), { data: { role: "refuse" } }, refuse);
    const about = { role: "alertdialog", "aria-modal": "true", "aria-label": title, data: { role: "alert" } };
    const box = el("div", { class: "alert", ...about },
      el("h2", { dir: "auto" }, title),
      el("p", { dir: "auto" }, text),
      el("div", { class: "alert-buttons" }, no, yes));
    const scrim = el("div", { class: "scrim" }, box);
    scrim.addEventListener("keydown", (event) => {
      if (event.key === "Escape") end(false);
      if (event.key !== "Tab") return;
      event.preventDefault(); // the answer comes first: focus stays among the buttons
      (document.activeElement === yes && no ? no : yes).focus();
    });
    host.append(scrim);
    yes.focus({ preventScroll: true });
  });
}
