// The drawer that lists what the bot asked of Telegram and how it went: the simulator's ledger, live.
import * as clock from "./clock.js";
import { bdi, button, el, icon, span } from "./dom.js";
import * as server from "./server.js";

const KEPT = 400; // rows: enough to scroll back over a broadcast to the whole sample cluster, light for the page
const EVERY = 1200; // ms between looks while the drawer is open: calls without an event (refused ones) show too

export class Activity {
  /** `nameOf(chatId)` names the person of a chat. */
  constructor(drawer, opener, nameOf) {
    Object.assign(this, { drawer, opener, nameOf, timer: null });
    this.since = 0; // the first call that may still change
    this.rows = new Map(); // number of the call → its row
    this.body = el("tbody");
    const quiet = el("input", { type: "checkbox", checked: true });
    quiet.addEventListener("change", () => drawer.classList.toggle("with-polling", !quiet.checked));
    const close = button("icon-button", () => this.toggle(false), { "aria-label": "Close activity" }, icon("close"));
    const head = ["Time", "Method", "Chat", "Outcome"].map((name) => el("th", { scope: "col" }, name));
    drawer.append(
      el("header", { class: "activity-head" },
        el("h2", {}, "Activity"),
        el("p", {}, "Every call that the bot makes to Telegram, newest first"),
        el("label", {}, quiet, " Hide polling"),
        close),
      el("div", { class: "activity-rows", tabindex: "0", role: "region", "aria-label": "Calls" },
        el("table", {}, el("thead", {}, el("tr", {}, head)), this.body)));
    opener.addEventListener("click", () => this.toggle(drawer.hidden));
    drawer.addEventListener("keydown", (event) => event.key === "Escape" && this.toggle(false));
  }

  toggle(open) {
    this.drawer.hidden = !open;
    this.opener.setAttribute("aria-expanded", String(open));
    clearInterval(this.timer);
    if (!open) return this.opener.focus();
    this.timer = setInterval(() => this.look(), EVERY);
    this.look();
  }

  /** The line to the server was down: it may be another server, with another ledger. */
  restart() {
    this.since = 0;
    this.rows.clear();
    this.body.replaceChildren();
    this.look();
  }

  /** Fetch what was added or settled since the last look. */
  async look() {
    if (this.drawer.hidden || this.looking) return;
    this.looking = true;
    try {
      this.#take(await server.ledger(this.since));
    } catch {
      // The line's own sign tells that the server is away; the next look tries again.
    } finally {
      this.looking = false;
    }
  }

  /** A call that still ran at the last look is shown again with its outcome. */
  #take(calls) {
    const first = this.since;
    const pending = calls.findIndex((call) => call.outcome === "pending");
    this.since = first + (pending < 0 ? calls.length : pending);
    for (let i = Math.max(0, calls.length - KEPT); i < calls.length; i += 1) {
      const row = this.#row(calls[i]);
      const known = this.rows.get(first + i);
      if (known) known.replaceWith(row);
      else this.body.prepend(row);
      this.rows.set(first + i, row);
    }
    for (const [number, row] of this.rows) {
      if (this.rows.size <= KEPT) break;
      row.remove();
      this.rows.delete(number);
    }
  }

  #row({ method, chat_id: chat, at, outcome, message_id: message, description }) {
    const mood = outcome === "ok" ? "good" : outcome === "pending" ? "running" : "bad";
    const polling = method.toLowerCase() === "getupdates" && mood !== "bad";
    return el("tr", { class: polling ? "polling" : null, data: { method, outcome } },
      el("td", { class: "at" }, clock.timeWithSeconds(new Date(at))),
      el("td", {}, el("code", {}, method), message ? span("faint", ` #${message}`) : null),
      el("td", {}, bdi(null, chat ? this.nameOf(chat) : "–")),
      el("td", { title: description || null },
        span(`outcome ${mood}`, outcome === "pending" ? "…" : outcome),
        description ? span("faint", ` ${description}`) : null));
  }
}
