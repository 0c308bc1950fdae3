// One phone: whose it is, what the server says of its chat, and what its person does.
import { Chat } from "./chat.js";
import * as clock from "./clock.js";
import { Composer } from "./composer.js";
import { el, hueOf, icon, initials, nameOr } from "./dom.js";
import { directionOf, labels, languageOf } from "./labels.js";
import { startPayload } from "./links.js";
import { openMore } from "./menus.js";
import { ask } from "./popup.js";
import * as server from "./server.js";
import { openSwitcher } from "./switcher.js";

const PATIENCE = 15_000; // ms that a tapped button shows it waits; Telegram's own clients give up about then

export class Phone {
  /** `app` tells which phone is watched and changes the person; `place` is 0, 1 or 2. */
  constructor(app, place) {
    Object.assign(this, { app, place, taps: new Map(), answered: new Set() });
    this.root = document.querySelector("#phone").content.firstElementChild.cloneNode(true);
    this.part = (role) => this.root.querySelector(`[data-role="${role}"]`);
    this.device = this.root.querySelector(".device");
    this.chat = new Chat(this, this.part("messages"), this.part("jump"));
    this.composer = new Composer(this, this.root.querySelector(".foot"));
    this.root.querySelector(".chevron").append(icon("down"));
    this.part("more").append(icon("more"));
    this.part("more").addEventListener("click", (event) => openMore(this, event.currentTarget));
    this.part("switch").addEventListener("click", () => this.#switch());
    for (const type of ["focusin", "pointerdown"]) this.root.addEventListener(type, () => app.watch(this));
    this.device.addEventListener("dragover", (event) => event.preventDefault());
    this.device.addEventListener("drop", (event) => {
      event.preventDefault();
      this.composer.hold(event.dataTransfer.files);
    });
  }

  /** Hand this phone to a person. */
  async give(person) {
    Object.assign(this, { person, id: person.id, state: null });
    this.taps.clear();
    this.chat.clear();
    this.#speak(languageOf(person.language));
    this.root.dataset.phone = person.id;
    this.#paintOwner();
    await this.refresh();
  }

  /** Ask the server how things stand. Calls that come meanwhile lead to one more look, not to many. */
  refresh() {
    this.again = true;
    this.looking ??= this.#look().finally(() => (this.looking = null));
    return this.looking;
  }

  async #look() {
    while (this.again) {
      this.again = false;
      const { id, person } = this;
      try {
        const state = await server.look(id).catch(async (failure) => {
          if (failure.status !== 404) throw failure;
          await server.createPhone({ id, first_name: person.name, language_code: person.language });
          return server.look(id);
        });
        if (id === this.id) this.#apply(state);
      } catch (failure) {
        this.app.notice(failure.message);
      }
    }
  }

  #apply(state) {
    this.state = state;
    const language = languageOf(state.phone.language_code);
    if (language !== this.language) this.#speak(language);
    this.#paintOwner();
    this.root.classList.toggle("blocked", state.phone.blocked);
    this.root.querySelector(".bot-name").textContent = this.botName;
    this.composer.render(state);
    this.chat.render(state);
    this.readIfSeen();
    this.app.changed();
    if (this.person.invite && state.started) this.#lookWhetherJoined();
  }

  /** An invite is gone once it was used, and its person is a member. */
  async #lookWhetherJoined() {
    await this.app.everybody().catch(() => null);
    this.#paintOwner();
  }

  /** An event of this chat. */
  hear(event) {
    if (event.type === "answer") this.#answer(event);
    else if (event.type === "action") this.#typing(true);
    else {
      if (event.type === "message") this.#typing(false);
      this.refresh();
    }
  }

  /** The bot said that it is at work; Telegram shows it for five seconds or until a message comes. */
  #typing(is) {
    clearTimeout(this.typing);
    const { typing, connecting, bot } = this.words;
    this.root.querySelector(".bot-kind").textContent = this.isCut ? connecting : is ? typing : bot;
    if (is) this.typing = setTimeout(() => this.#typing(false), 5000);
  }

  /** The pretend Telegram cannot be reached, or can again. */
  cut(isCut) {
    this.isCut = isCut;
    this.#typing(false);
  }

  /** Show how many messages wait for the morning: { count, until }, or undefined when none does. */
  waitFor(waiting) {
    const place = this.part("waits");
    place.hidden = !waiting;
    if (waiting) place.textContent = this.words.waits(waiting.count, clock.time(this.language, waiting.until));
  }

  /** All that the bot says on this phone, to see whether it changes. */
  get said() {
    return JSON.stringify(this.state?.messages.filter((message) => message.from_bot));
  }

  /** The newest button whose data begins with the fields of `tap` and ends with `ending`. */
  key(tap, ending) {
    const is = (data) => (data === tap || data.startsWith(`${tap}:`)) && data.endsWith(ending);
    return [...this.root.querySelectorAll("[data-callback]")].findLast((key) => is(key.dataset.callback));
  }

  get botName() {
    return nameOr(this.state?.bot.name, "QOOT");
  }

  get unread() {
    return this.state?.phone.unread ?? 0;
  }

  get isWatched() {
    return this.app.watched === this && document.visibilityState === "visible";
  }

  /** Tell the server that the newest messages were seen, when they were. */
  readIfSeen() {
    if (this.unread && this.isWatched && this.chat.atEnd) {
      this.state.phone.unread = 0;
      server.act(this.id, "read").catch((failure) => this.app.notice(failure.message));
      this.#paintOwner();
      this.app.changed();
    }
  }

  /** Do what the person does; false, and said so on the phone, when it could not be done. */
  async act(verb, body = {}) {
    try {
      return (await server.act(this.id, verb, body)) ?? true;
    } catch (failure) {
      this.toast(failure.message);
      return false;
    }
  }

  /** Send one file, or several at once: { file, as } each, and what stands below the first. */
  sendFiles(files, caption) {
    const form = new FormData();
    if (caption) form.set("caption", caption);
    for (const { file, as } of files) {
      form.append("as", as);
      form.append("file", file, file.name);
    }
    return this.act("file", form);
  }

  /** This person's own contact card; the number is invented, and the same each time. */
  contact() {
    const number = String(this.id % 1_000_000).padStart(6, "0");
    return { phone_number: `+9613${number}`, first_name: this.state.phone.first_name };
  }

  waiting(messageId, data) {
    return [...this.taps.values()].some((tap) => tap.messageId === messageId && tap.data === data);
  }

  async tap(messageId, data) {
    const { id } = this;
    this.chat.busy(messageId, data, true);
    const { callback_query_id: query } = await this.act("tap", { message_id: messageId, data });
    if (!query || this.answered.delete(query) || id !== this.id) return this.chat.busy(messageId, data, false);
    this.taps.set(query, { messageId, data });
    setTimeout(() => this.#settleTap(query), PATIENCE);
  }

  #settleTap(query) {
    const tap = this.taps.get(query);
    this.taps.delete(query);
    if (tap && !this.waiting(tap.messageId, tap.data)) this.chat.busy(tap.messageId, tap.data, false);
    return Boolean(tap);
  }

  #answer(event) {
    // The answer can overtake the response that tells which query it was.
    if (!this.#settleTap(event.callback_query_id)) this.answered.add(event.callback_query_id);
    if (event.url) this.open(event.url);
    if (!event.text) return;
    if (event.show_alert) ask(this.device, { title: this.botName, text: event.text, accept: this.words.ok });
    else this.toast(event.text);
  }

  vote(messageId, optionIds) {
    return this.act("vote", { message_id: messageId, option_ids: optionIds });
  }

  /** A link was tapped: our own bot's start links work on this phone, all others are only shown. */
  open(url) {
    const payload = startPayload(url, this.state.bot.username);
    if (payload === null) this.toast(`${this.words.linkClosed}\n\u2068${url}\u2069`);
    else this.act("start", { payload });
  }

  async copy(text) {
    await navigator.clipboard?.writeText(text).catch(() => null);
    this.toast(`${this.words.copied}: \u2068${text}\u2069`);
  }

  toast(text) {
    const toast = this.part("toast");
    toast.replaceChildren(el("span", { dir: "auto" }, text));
    toast.hidden = false;
    clearTimeout(this.fading);
    this.fading = setTimeout(() => (toast.hidden = true), Math.max(3200, text.length * 60));
  }

  nameOf(person) {
    const name = (this.language === "ar" ? person.name_ar : person.name_latin) || person.name;
    return nameOr(name, `${this.words.user} ${person.id}`);
  }

  /** A person's company in this phone's language, or what part they play. */
  companyOf(person) {
    const company = this.language === "ar" ? person.company_ar || person.company : person.company;
    return nameOr(company, this.words[person.part]);
  }

  /** Follow the person's invite link. */
  openInvite() {
    return this.act("start", { payload: this.person.invite });
  }

  #speak(language) {
    Object.assign(this, { language, words: labels(language) });
    const command = (text) => this.act("send", { text });
    this.reader = { language, words: this.words, open: (url) => this.open(url), command };
    Object.assign(this.root, { lang: language, dir: directionOf(language) });
    this.part("messages").setAttribute("aria-label", this.words.messages);
    this.part("jump").setAttribute("aria-label", this.words.toBottom);
    this.part("more").setAttribute("aria-label", this.words.more);
    this.#typing(false);
  }

  #paintOwner() {
    const { person, words, root } = this;
    const name = this.nameOf(person);
    root.querySelector(".avatar").textContent = initials(name);
    root.querySelector(".avatar").dataset.hue = hueOf(person.id);
    root.querySelector(".owner-name").textContent = name;
    root.querySelector(".owner-company").textContent = this.companyOf(person);
    root.querySelector(".owner-part").textContent = words[person.invite ? "invited" : person.part];
    root.setAttribute("aria-label", name);
    this.part("switch").setAttribute("aria-label", `${words.switchTo}${name}`);
    const badge = this.part("unread");
    Object.assign(badge, { hidden: !this.unread, textContent: this.unread });
    badge.setAttribute("aria-label", words.unread(this.unread));
  }

  async #switch() {
    if (this.root.querySelector(".switcher")) return;
    const everybody = await this.app.everybody();
    await openSwitcher(this, this.part("switch"), everybody, (person) => this.app.hand(this, person));
  }
}
