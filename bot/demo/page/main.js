// The page: three phones, kept in step with the server; which persons they belong to stands in the address.
import { Activity } from "./activity.js";
import * as clock from "./clock.js";
import { button, el, hueOf, initials, nameOr } from "./dom.js";
import { Phone } from "./phone.js";
import { Scenes } from "./scenes.js";
import * as server from "./server.js";
import { paintClock, paintLine, startToolbar } from "./toolbar.js";

const COUNT = 3;
const KEY = "qoot-demo-phones";
const by = (role) => document.querySelector(`[data-role="${role}"]`);

class App {
  constructor() {
    this.phones = Array.from({ length: COUNT }, (_, place) => new Phone(this, place));
    this.watched = null;
    this.shown = 0; // the phone on a narrow screen
  }

  async start() {
    const [people] = await Promise.all([this.everybody(), server.clock().then(clock.set)]);
    paintClock();
    by("phones").append(...this.phones.map((phone) => phone.root));
    await this.#openFrom(people);
    this.#makeTabs();
    const nameOf = (id) => nameOr(this.people.find((one) => one.id === id)?.name, String(id));
    this.activity = new Activity(document.querySelector("#activity"), by("activity"), nameOf);
    startToolbar({
      clockMoved: () => this.#refreshAll(),
      failed: (message) => this.notice(message),
      outage: (isCut) => this.phones.forEach((phone) => phone.cut(isCut)),
    });
    this.scenes = new Scenes(this, document.querySelector(".try"), () => this.#refreshAll());
    server.follow((event) => this.#hear(event), (up) => this.#line(up));
    addEventListener("hashchange", () => this.#openFrom(this.people));
    setInterval(() => this.#lookWhatWaits(), 30_000);
    document.addEventListener("visibilitychange", () => this.watched?.readIfSeen());
  }

  /** Everybody of the sample cluster, as it is now: invites come and go. */
  async everybody() {
    this.people = await server.people();
    for (const phone of this.phones) phone.person = this.people.find((one) => one.id === phone.id) ?? phone.person;
    return this.people;
  }

  /** Hand a phone to a person; who already holds another phone swaps with them. */
  async hand(phone, person) {
    const other = this.phones.find((one) => one !== phone && one.id === person.id);
    const before = phone.person;
    await Promise.all([phone.give(person), other?.give(before)]);
    this.#remember();
  }

  /** Lay out the phones of these accounts, in this order. */
  async layOut(ids) {
    const people = await this.everybody();
    const chosen = ids.map((id) => people.find((person) => person.id === id));
    await Promise.all(this.phones.map((phone, i) => (phone.id === chosen[i].id ? null : phone.give(chosen[i]))));
    this.#remember();
  }

  /** Bring somebody's phone to the front, and be at it. */
  show(id) {
    const i = this.phones.findIndex((phone) => phone.id === id);
    if (i < 0) throw new Error("The phones were handed to others: the scene stops here.");
    this.#showTab(i);
    return this.phones[i];
  }

  /** The phone that somebody is at: it alone reads what comes. */
  watch(phone) {
    if (this.watched === phone) return;
    const before = this.watched;
    this.watched = phone;
    for (const one of this.phones) one.root.classList.toggle("watched", one === phone);
    if (before && !before.unread) before.chat.dropDivider();
    phone.readIfSeen();
  }

  /** Something on a phone changed that its tab and the title show. */
  changed() {
    const unread = this.phones.reduce((sum, phone) => sum + phone.unread, 0);
    document.title = `${unread ? `(${unread}) ` : ""}QOOT member bot · demo`;
    this.tabs?.forEach((tab, i) => this.#paintTab(tab, this.phones[i]));
  }

  /** Say at the foot of the page for a while what went wrong. */
  notice(message) {
    const notice = by("notice");
    notice.textContent = message;
    notice.hidden = false;
    clearTimeout(this.fading);
    this.fading = setTimeout(() => (notice.hidden = true), 6000);
  }

  #hear(event) {
    // A scene moved the clock, or somebody in another window or from the shell.
    if (event.type === "clock") return this.#refreshAll();
    // Commands and the bot's profile belong to no chat: all phones show them.
    for (const phone of this.phones) if (event.chat_id === undefined || event.chat_id === phone.id) phone.hear(event);
    this.activity.look();
    clearTimeout(this.looking);
    this.looking = setTimeout(() => this.#lookWhatWaits(), 400);
  }

  /** What the bot holds back because it is night stands on each phone. */
  #lookWhatWaits() {
    return server.waiting().then((found) => {
      for (const phone of this.phones) phone.waitFor(found.find((one) => one.chat_id === phone.id));
    }).catch(() => null);
  }

  #line(up) {
    paintLine(up);
    if (!up) return;
    // Events of the time when the line was down are lost: look at everything again.
    this.activity.restart();
    this.everybody().then(() => this.#refreshAll()).catch((failure) => this.notice(failure.message));
  }

  #refreshAll() {
    server.clock().then(clock.set).then(paintClock).catch(() => null);
    return Promise.all([...this.phones.map((phone) => phone.refresh()), this.#lookWhatWaits()]);
  }

  async #openFrom(people) {
    const chosen = this.#wanted(people);
    await Promise.all(this.phones.map((phone, i) => (phone.id === chosen[i].id ? null : phone.give(chosen[i]))));
    this.#remember();
  }

  /** Whose phones: the address (#phones=1,2,3), else as last time, else staff, a member in Arabic and one of another company in French. */
  #wanted(people) {
    const text = /phones=([-\d,]+)/u.exec(location.hash)?.[1] ?? localStorage.getItem(KEY) ?? "";
    const known = text.split(",").map((id) => people.find((person) => person.id === Number(id)));
    const first = (part, language, but) =>
      people.find((person) => person.part === part && person.language === language && person.company !== but?.company);
    const inArabic = first("member", "ar");
    const usual = [first("staff", "en"), inArabic, first("member", "fr", inArabic)];
    const taken = new Set();
    return usual.map((person, i) => {
      const candidates = [known[i], person, ...people];
      const one = candidates.find((candidate) => candidate && !taken.has(candidate));
      taken.add(one);
      return one;
    });
  }

  #remember() {
    const ids = this.phones.map((phone) => phone.id).join(",");
    localStorage.setItem(KEY, ids);
    history.replaceState(null, "", `#phones=${ids}`);
    this.changed();
  }

  #makeTabs() {
    this.tabs = this.phones.map((phone, i) => {
      phone.root.id = `phone-${i}`;
      return button("tab", () => this.#showTab(i), { role: "tab", "aria-controls": `phone-${i}`, data: { tab: i } },
        el("span", { class: "avatar", "aria-hidden": "true" }), el("bdi"), el("span", { class: "badge", hidden: true }));
    });
    by("tabs").append(...this.tabs);
    by("tabs").addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      this.#showTab((this.shown + step + COUNT) % COUNT);
      this.tabs[this.shown].focus();
    });
    const narrow = matchMedia("(max-width: 999px)");
    narrow.addEventListener("change", () => narrow.matches && this.watch(this.phones[this.shown]));
    this.#showTab(0, narrow.matches);
  }

  #showTab(i, watch = true) {
    this.shown = i;
    this.phones.forEach((phone, k) => phone.root.classList.toggle("shown", k === i));
    this.changed();
    if (watch) this.watch(this.phones[i]);
  }

  #paintTab(tab, phone) {
    const name = phone.nameOf(phone.person);
    const selected = this.phones[this.shown] === phone;
    const [avatar, label, badge] = tab.children;
    tab.setAttribute("aria-selected", String(selected));
    tab.tabIndex = selected ? 0 : -1;
    tab.lang = phone.language;
    Object.assign(avatar, { textContent: initials(name) }).dataset.hue = hueOf(phone.id);
    label.textContent = name.split(" ")[0];
    Object.assign(badge, { textContent: phone.unread, hidden: !phone.unread });
  }
}

const app = new App();
app.start().catch((failure) => app.notice(failure.message));
