// The foot of a phone: START or UNBLOCK, or the line to write on with its menu, attachments and reply keyboard.
import { bdi, button, el, icon, span } from "./dom.js";
import { replyKeyboard } from "./keyboards.js";
import { gist, size } from "./media.js";
import { ask, menuItem, popup, walk } from "./popup.js";

const MOST_TOGETHER = 10;
const SEEN = { image: "photo", video: "video" };
const OPENS_MENU = { "aria-haspopup": "menu", "aria-expanded": "false" };

export class Composer {
  /** `phone` sends what is written; `foot` is the element to fill. */
  constructor(phone, foot) {
    // context: what the text goes with, one of { reply: message }, { edit: message }, { files: [{ file, as }] }.
    Object.assign(this, { phone, foot, drafts: new Map(), context: null, markup: null, keyboardShown: true });
  }

  /** Bring the foot in step with the phone's state; what is being typed stays. */
  render(state) {
    const mode = state.phone.blocked ? "blocked" : state.started ? "open" : "new";
    const key = [this.phone.id, this.phone.language, mode].join();
    if (key !== this.key) this.#rebuild(mode);
    this.key = key;
    if (mode === "open") this.#renderKeyboard(state.reply_keyboard ?? null);
  }

  get isOpen() {
    return Boolean(this.input);
  }

  /** Write in answer to a message, change one's own, or put a caption to a file. */
  take(context) {
    this.context = context;
    if (context.edit) this.input.value = context.edit.text ?? context.edit.caption ?? "";
    this.#renderContext();
    this.#typed();
    this.input.focus();
  }

  /** Put a text into the line, as if it was typed. */
  write(text) {
    this.input.value = text;
    this.#typed();
  }

  /**
   * Hold files until they are sent, with what is typed as their caption. Several are an album, which has at most ten,
   * and shows pictures and videos together, but other files only with their like.
   */
  hold(list, asFiles = false) {
    const files = [...list].slice(0, MOST_TOGETHER);
    if (!files.length || !this.isOpen) return;
    const kinds = files.map((file) => SEEN[file.type.split("/")[0]] ?? "document");
    const isSeen = !asFiles && !kinds.includes("document");
    this.take({ files: files.map((file, i) => ({ file, as: isSeen ? kinds[i] : "document" })) });
    if (list.length > files.length) this.phone.toast(this.phone.words.tenAtOnce);
  }

  #rebuild(mode) {
    const focused = this.foot.contains(document.activeElement) && this.owner === this.phone.id;
    if (this.input) this.drafts.set(this.owner, this.input.value);
    Object.assign(this, { owner: this.phone.id, context: null, input: null, markup: null });
    if (mode === "open") this.#build();
    else this.#buildStart(mode === "blocked");
    if (focused) (this.input ?? this.foot.querySelector(".start")).focus();
  }

  #buildStart(blocked) {
    const { phone } = this;
    const { words } = phone;
    const press = () => (blocked ? phone.act("unblock") : phone.act("start", { payload: "" }));
    const role = blocked ? "unblock" : "start";
    const start = button("start", press, { data: { role } }, words[role]);
    const note = blocked && span("faint", words.blocked);
    this.foot.replaceChildren(el("div", { class: "start-bar", data: { role: "composer" } }, note, start));
  }

  #build() {
    const { words } = this.phone;
    this.bar = el("div", { class: "context", hidden: true });
    this.menu = button("menu-button", () => this.#listCommands(() => true, true),
      { ...OPENS_MENU, "aria-label": words.menu, data: { role: "menu" } }, icon("lines"), span(null, words.menu));
    const writing = { rows: "1", dir: "auto", enterkeyhint: "send", "aria-label": words.message };
    this.input = el("textarea", { ...writing, placeholder: words.message, data: { role: "input" } });
    this.input.value = this.drafts.get(this.phone.id) ?? "";
    const flip = () => this.#showKeyboard(!this.keyboardShown);
    this.toggle = button("icon-button", flip, { hidden: true, data: { role: "keyboard" } }, icon("keyboard"));
    const attach = button("icon-button", () => this.#attachMenu(attach),
      { ...OPENS_MENU, "aria-label": words.attach, data: { role: "attach" } }, icon("attach"));
    const sending = { class: "send", type: "submit", "aria-label": words.send };
    this.sendButton = el("button", { ...sending, data: { role: "send" } }, icon("send", true));
    this.picker = el("input", { type: "file", multiple: true, hidden: true, data: { role: "file" } });
    const field = el("div", { class: "field" }, this.input, this.toggle, attach);
    this.form = el("form", { class: "composer", data: { role: "composer" } },
      this.bar, el("div", { class: "line" }, this.menu, field, this.sendButton), this.picker);
    this.keys = el("div");
    this.#listen();
    this.foot.replaceChildren(this.form, this.keys);
    this.#typed();
  }

  #listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("keydown", (event) => this.#keyed(event));
    this.input.addEventListener("paste", (event) => {
      const { files } = event.clipboardData;
      if (files.length) event.preventDefault();
      this.hold(files);
    });
    this.picker.addEventListener("change", () => this.hold(this.picker.files, this.picking === "document"));
  }

  #typed() {
    this.input.style.height = "";
    // A phone on a tab that is not shown has no height to measure: one row, until it is typed on.
    if (this.input.scrollHeight) this.input.style.height = `${this.input.scrollHeight}px`;
    this.sendButton.disabled = !this.input.value.trim() && !this.#mayBeWordless;
    const begun = /^\/(\w*)$/u.exec(this.input.value)?.[1];
    this.closeCommands?.(false);
    if (begun !== undefined) this.#listCommands((one) => one.command.startsWith(begun.toLowerCase()), false);
  }

  #keyed(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#send();
    } else if (event.key === "Escape") {
      this.closeCommands?.(false);
      if (this.context) this.#leaveContext();
    } else if (event.key === "ArrowDown" && this.commands?.isConnected) walk(this.commands, event);
  }

  #listCommands(wanted, focus) {
    const { words, state } = this.phone;
    const found = state.commands.filter(wanted);
    if (!found.length && !focus) return;
    const items = found.map(({ command, description }, i) =>
      button("command", () => this.#command(command), { role: "menuitem", tabindex: i ? "-1" : "0", data: { command } },
        bdi("command-text", description, "auto"), bdi("faint", `/${command}`, "ltr")));
    this.commands = el("div", { class: "commands", role: "menu", "aria-label": words.commands, data: { role: "commands" } },
      items.length ? items : el("p", { class: "faint" }, words.noCommands));
    this.closeCommands = popup(this.menu, this.commands, this.form, { focus });
  }

  #command(command) {
    this.closeCommands(false);
    if (this.input.value.startsWith("/")) this.input.value = "";
    this.#typed();
    this.input.focus();
    this.phone.act("send", { text: `/${command}` });
  }

  async #send() {
    const text = this.input.value.trim();
    const { context } = this;
    if (!text && !this.#mayBeWordless) return;
    this.input.value = "";
    this.context = null;
    this.#renderContext();
    this.#typed();
    if ((await this.#deliver(text, context ?? {})) || this.input.value) return;
    this.input.value = text; // it did not leave: nothing typed is lost
    if (context) this.take(context);
    this.#typed();
  }

  /** Files, and what stands below one, may be without words. */
  get #mayBeWordless() {
    return Boolean(this.context?.files || (this.context?.edit && this.context.edit.text === undefined));
  }

  #deliver(text, { reply, edit, files }) {
    if (files) return this.phone.sendFiles(files, text);
    if (edit) return this.phone.act("edit", { message_id: edit.message_id, text });
    return this.phone.act("send", { text, ...(reply && { reply_to: reply.message_id }) });
  }

  #attachMenu(opener) {
    const { words } = this.phone;
    const pick = (as, accept) => () => {
      close(false);
      this.picking = as;
      Object.assign(this.picker, { accept, value: "" }).click();
    };
    const share = () => {
      close(false);
      this.#shareContact(() => this.phone.act("contact", this.phone.contact()));
    };
    const panel = el("div", { class: "menu above", role: "menu", "aria-label": words.attach },
      menuItem(words.photoOrVideo, icon("image"), pick("photo", "image/*,video/*"), { attach: "photo" }),
      menuItem(words.file, icon("file"), pick("document", ""), { attach: "document" }),
      menuItem(words.contact, icon("contact"), share, { attach: "contact" }));
    const close = popup(opener, panel, this.form);
  }

  async #shareContact(share) {
    const { words, device } = this.phone;
    const question = { title: words.shareTitle, text: words.shareText, accept: words.share, refuse: words.cancel };
    if (await ask(device, question)) await share();
  }

  #renderKeyboard(markup) {
    const same = JSON.stringify(markup) === JSON.stringify(this.markup);
    this.markup = markup;
    if (same) return;
    this.#renderContext();
    this.keys.replaceChildren(...(markup ? [replyKeyboard(markup, (key) => this.#pressed(key))] : []));
    this.toggle.hidden = !markup;
    this.#showKeyboard(true);
  }

  #pressed(key) {
    const press = () => this.phone.act("press", { text: key.text });
    return key.request_contact ? this.#shareContact(press) : press();
  }

  #showKeyboard(shown) {
    const { words } = this.phone;
    this.keyboardShown = shown;
    this.keys.hidden = !shown;
    this.toggle.setAttribute("aria-pressed", String(shown));
    this.toggle.setAttribute("aria-label", shown ? words.keyboardHide : words.keyboardShow);
  }

  #leaveContext() {
    if (this.context.edit) this.input.value = "";
    this.context = null;
    this.#renderContext();
    this.#typed();
    this.input.focus();
  }

  #renderContext() {
    const { context } = this;
    const { words } = this.phone;
    this.bar.hidden = !context;
    this.input.placeholder = context?.files ? words.attached : this.markup?.input_field_placeholder ?? words.message;
    if (!context) return this.bar.replaceChildren();
    const { figure, title, text } = described(context, words);
    this.bar.replaceChildren(
      icon(figure, figure === "reply"),
      span("context-text", bdi(null, title), el("span", { class: "faint", dir: "auto" }, text)),
      button("icon-button", () => this.#leaveContext(), { "aria-label": words.remove }, icon("close")));
  }
}

function described({ reply, edit, files }, words) {
  if (files) {
    const title = files.length > 1 ? words.files(files.length) : files[0].file.name;
    const names = files.length > 1 ? files.map(({ file }) => file.name).join(" · ") : "";
    const text = names || size(files[0].file.size, words);
    return { figure: files[0].as === "document" ? "file" : "image", title, text };
  }
  if (edit) return { figure: "edit", title: words.editing, text: gist(edit, words) };
  return { figure: "reply", title: words.replyTo, text: gist(reply, words) };
}
