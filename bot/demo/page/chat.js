// The list of messages: what the server says is there, kept in step with the least change to the page.
import * as clock from "./clock.js";
import { gathered } from "./album.js";
import { bubble } from "./bubble.js";
import { el, icon, span } from "./dom.js";
import { invite, welcome } from "./welcome.js";

const NEAR = 64; // pixels from the end that still count as being at the end

const STOPS = "button, a, input, [tabindex]";

const glide = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth");

const tapped = (node, data) => node.querySelector(`[data-callback="${CSS.escape(data)}"]`);
const divider = (words) => el("div", { class: "divider", role: "separator", data: { role: "divider" } }, words.newMessages);

export class Chat {
  /** `phone` owns the chat; `list` the element that scrolls, `jump` the button that leads to the newest message. */
  constructor(phone, list, jump) {
    Object.assign(this, { phone, list, jump });
    jump.append(el("span", { class: "badge", hidden: true }), icon("down"));
    jump.addEventListener("click", () => this.toEnd(true));
    list.addEventListener("keydown", (event) => this.#walk(event));
    list.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.pinned && this.toEnd()).observe(list);
    this.clear();
  }

  /** Forget the chat shown: another person's comes. */
  clear() {
    this.nodes = new Map(); // key → { node, signature }
    this.list.replaceChildren();
    this.firstUnread = null;
    this.fresh = true;
    this.pinned = true;
    this.top = 0;
  }

  /** Bring the page in step with the phone's state. */
  render(state) {
    const { messages } = state;
    this.#placeDivider(messages, state.phone.unread);
    const wasAtEnd = this.pinned;
    const newestBefore = this.newest ?? 0;
    const newest = messages.at(-1);
    this.#reconcile(this.#items(state));
    this.newest = newest?.message_id ?? 0;
    if (this.fresh) this.#settle();
    else if (wasAtEnd || (newest && !newest.from_bot && newest.message_id > newestBefore)) this.toEnd(true);
    this.fresh = false;
    this.#showJump(state.phone.unread);
  }

  get atEnd() {
    return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < NEAR;
  }

  toEnd(smooth = false) {
    this.pinned = true;
    this.list.scrollTo({ top: this.list.scrollHeight, behavior: smooth ? glide() : "instant" });
  }

  /** Lead the eye to a message. */
  show(messageId) {
    const node = [...this.nodes.values()].find(({ ids }) => ids?.includes(messageId))?.node;
    if (!node) return;
    node.scrollIntoView({ block: "center", behavior: glide() });
    node.classList.add("shown");
    setTimeout(() => node.classList.remove("shown"), 1400);
  }

  /** Mark the button of a tap as waiting for its answer, or no longer. */
  busy(messageId, data, waiting) {
    const node = this.nodes.get(messageId)?.node;
    const button = node && tapped(node, data);
    if (waiting) button?.setAttribute("aria-busy", "true");
    else button?.removeAttribute("aria-busy");
  }

  dropDivider() {
    if (this.firstUnread === null) return;
    this.firstUnread = null;
    if (this.phone.state) this.render(this.phone.state);
  }

  #scrolled() {
    const top = this.list.scrollTop;
    // Only a move upwards leaves the end: a glide towards it passes many places that are not the end.
    if (this.atEnd) this.pinned = true;
    else if (top < this.top - 1) this.pinned = false;
    this.top = top;
    if (this.pinned) this.phone.readIfSeen();
    this.#showJump(this.phone.state?.phone.unread ?? 0);
  }

  #showJump(unread) {
    this.jump.hidden = this.pinned;
    this.jump.firstChild.hidden = !unread;
    this.jump.firstChild.textContent = unread || "";
  }

  /** The divider stands before the first message that came while nobody looked, until its reader answers or leaves. */
  #placeDivider(messages, unread) {
    if (messages.at(-1) && !messages.at(-1).from_bot) this.firstUnread = null;
    else if (unread > 0 && this.firstUnread === null && !(this.phone.isWatched && this.pinned && !this.fresh)) {
      const fromBot = messages.filter((message) => message.from_bot);
      this.firstUnread = fromBot.at(-Math.min(unread, fromBot.length))?.message_id ?? null;
    }
  }

  /** Keys, signatures and makers of all that stands in the list, in order. */
  #items({ messages, started }) {
    const { phone } = this;
    const { words, language } = phone;
    const items = [];
    if (!messages.length) {
      const signature = JSON.stringify([language, started, phone.person, phone.state.bot]);
      items.push({ key: "empty", signature, make: () => welcome(phone) });
    }
    else if (phone.person.invite) {
      // Whoever wrote before they opened their link still has it
      items.push({ key: "invite", signature: language + phone.person.invite, make: () => el("div", { class: "empty" }, invite(phone)) });
    }
    const shown = gathered(messages);
    const answered = shown.findLastIndex(([message]) => message.from_bot);
    let day = null;
    shown.forEach((album, i) => {
      const [message] = album;
      const ids = album.map((one) => one.message_id);
      const name = clock.dayName(language, message.date, words);
      const make = () => el("div", { class: "day" }, span("chip", name));
      if (name !== day) items.push({ key: `day-${name}`, signature: name, make });
      day = name;
      if (ids.includes(this.firstUnread)) {
        items.push({ key: "divider", signature: language, make: () => divider(words) });
      }
      const following = shown[i + 1]?.[0];
      const last = !following || following.from_bot !== message.from_bot || following.message_id === this.firstUnread;
      const signature = language + JSON.stringify(album) + (i > answered);
      items.push({ key: message.message_id, ids, signature, make: () => bubble(album, phone, i > answered), last });
    });
    return items;
  }

  #reconcile(items) {
    const keys = new Set(items.map((item) => item.key));
    for (const [key, { node }] of this.nodes) if (!keys.has(key)) this.#remove(key, node);
    let cursor = this.list.firstElementChild;
    for (const item of items) {
      while (cursor?.classList.contains("leaving")) cursor = cursor.nextElementSibling;
      const known = this.nodes.get(item.key);
      let node = known?.node;
      if (!known || known.signature !== item.signature) {
        node = item.make();
        for (const stop of node.querySelectorAll(STOPS)) stop.tabIndex = -1;
        if (known) {
          if (cursor === known.node) cursor = node;
          this.#replace(known.node, node);
        } else if (!this.fresh) node.classList.add("arriving");
        this.nodes.set(item.key, { node, signature: item.signature, ids: item.ids });
      }
      if (node === cursor) cursor = cursor.nextElementSibling;
      else this.list.insertBefore(node, cursor);
      if ("last" in item) node.classList.toggle("last", item.last);
    }
  }

  /**
   * The chat is one stop for Tab. Enter goes to the buttons of the newest screen, arrows walk everything that can be
   * pressed, Escape leads back.
   */
  #walk(event) {
    const stops = [...this.list.querySelectorAll(STOPS)].filter((one) => one.offsetParent && !one.disabled && !one.closest(".menu"));
    const at = stops.indexOf(event.target);
    let to = null;
    if (event.target === this.list && event.key === "Enter") {
      const newest = [...this.list.querySelectorAll(".keys")].at(-1);
      to = newest?.querySelector(STOPS) ?? stops.at(-1);
    } else if (at >= 0 && event.key === "Escape") to = this.list;
    else if (at >= 0) {
      const place = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: stops.length - 1 }[event.key];
      to = place === undefined ? null : stops[(place + stops.length) % stops.length];
    }
    if (!to) return;
    event.preventDefault();
    to.focus();
  }

  /** An edited screen keeps the keyboard's focus: on the same button, else on its first. */
  #replace(old, node) {
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    old.replaceWith(node);
    if (!focused) return;
    const same = focused.dataset.callback !== undefined && tapped(node, focused.dataset.callback);
    (same || node.querySelector(".key, button") || this.list).focus({ preventScroll: true });
  }

  #remove(key, node) {
    this.nodes.delete(key);
    if (this.fresh || !("message" in node.dataset)) return node.remove();
    node.style.height = `${node.offsetHeight}px`;
    node.classList.add("leaving");
    requestAnimationFrame(() => (node.style.height = "0px"));
    setTimeout(() => node.remove(), 320);
  }

  /** Where a chat opens: at the divider when there is one, at the end otherwise. */
  #settle() {
    const divider = this.nodes.get("divider")?.node;
    if (!divider) return this.toEnd();
    this.list.scrollTop = divider.offsetTop - this.list.clientHeight / 3;
    this.pinned = this.atEnd;
  }
}
