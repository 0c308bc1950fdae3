// "Try this": scenes that play by themselves on the phones. The server says who taps what; the bot answers as it does.
import * as clock from "./clock.js";
import { button, el, span } from "./dom.js";
import { menuItem, popup } from "./popup.js";
import * as server from "./server.js";

const LOOK = 1500; // ms in which a screen is read before the next tap
const LETTERS = 900; // ms that a text takes to be typed
const PATIENCE = 12_000; // ms until a button that does not come is given up
const INTRODUCTION = "story";

const still = matchMedia("(prefers-reduced-motion: reduce)");
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Somebody stopped the scene. */
class Stopped extends Error {}

export class Scenes {
  /** `app` hands out phones and says things; `moved()` after the clock was moved. */
  constructor(app, place, moved) {
    Object.assign(this, { app, place, moved, run: 0 });
    this.opener = place.querySelector("[data-role=try]");
    this.story = document.querySelector(`[data-role=${INTRODUCTION}]`);
    this.introduction = [...this.story.childNodes];
    this.stopper = document.querySelector("[data-role=stop]");
    this.opener.addEventListener("click", () => this.#open().catch((failure) => app.notice(failure.message)));
    this.stopper.addEventListener("click", () => this.#stop());
  }

  async #open() {
    const scenes = await server.scenes();
    if (this.opener.getAttribute("aria-expanded") === "true") return;
    const then = (work) => () => {
      close(true);
      Promise.resolve(work()).catch((failure) => this.app.notice(failure.message));
    };
    const items = scenes.map((scene, i) =>
      item(`${i + 1}`, scene.title, scene.steps.length ? scene.about : scene.ends, then(() => this.play(scene)), { scene: scene.name }));
    const panel = el("div", { class: "menu scenes", role: "menu", "aria-label": "Try this" },
      items,
      el("div", { class: "menu-group", role: "group", "aria-label": "More" },
        menuItem("A seat comes free at the full event", span("icon"), then(() => this.#freeSeat()), { role: "free-seat" }),
        clock.mayStartAfresh() && menuItem("Start afresh", span("icon"), then(() => this.#startAfresh()), { role: "afresh" })));
    const close = popup(this.opener, panel, this.place);
  }

  /** Play a scene to its end, or until it is stopped. */
  async play(scene) {
    this.#stop();
    if (!scene.steps.length) return this.#say(scene.ends);
    const run = this.run;
    this.stopper.hidden = false;
    try {
      await this.app.layOut(scene.phones);
      for (const step of scene.steps) await this.#step(step, run);
      this.#say(scene.ends);
    } catch (failure) {
      if (!(failure instanceof Stopped)) this.#say(failure.message);
    }
    if (run === this.run) this.stopper.hidden = true;
  }

  #stop() {
    this.run += 1;
    this.stopper.hidden = true;
    this.story.replaceChildren(...this.introduction);
  }

  #say(text) {
    this.story.replaceChildren(text);
  }

  /** Wait, unless the scene was stopped meanwhile. */
  async #pause(ms, run) {
    await sleep(still.matches ? ms / 10 : ms);
    if (run !== this.run) throw new Stopped();
  }

  async #step(step, run) {
    this.#say(step.says);
    await this.#pause(LOOK, run);
    if (step.advance_seconds) {
      clock.set(await server.moveClock({ advance_seconds: step.advance_seconds }));
      await this.moved();
      return this.#pause(LOOK, run);
    }
    const phone = this.app.show(step.who);
    const before = phone.said;
    if (step.opens_invite) (await this.#found(() => phone.part("invite"), run)).click();
    else if (step.tap) await this.#tap(phone, step, run);
    else await this.#type(phone, step.types, run, step.photo);
    await this.#found(() => phone.said !== before, run);
  }

  async #tap(phone, step, run) {
    const key = await this.#found(() => phone.key(step.tap, step.ending), run);
    key.scrollIntoView({ block: "nearest" });
    key.classList.add("pointed");
    await this.#pause(LOOK / 2, run);
    key.classList.remove("pointed");
    key.click();
  }

  async #type(phone, text, run, photo) {
    const input = await this.#found(() => phone.part("input"), run);
    if (photo) phone.composer.hold([await server.picture(photo)]);
    const letters = [...text];
    for (let i = 1; i <= letters.length; i += 1) {
      phone.composer.write(letters.slice(0, i).join(""));
      if (!still.matches) await this.#pause(LETTERS / letters.length, run);
    }
    phone.composer.write(text);
    input.form.requestSubmit();
  }

  /** What `look` finds, as soon as it finds something. */
  async #found(look, run) {
    for (const until = Date.now() + PATIENCE; Date.now() < until; ) {
      const found = look();
      if (found) return found;
      await sleep(50);
      if (run !== this.run) throw new Stopped();
    }
    throw new Error("The phones stand otherwise than this scene needs. Start afresh, then it plays.");
  }

  async #freeSeat() {
    const { who, is_night: isNight } = await server.freeSeat();
    const next = isNight ? "It is night: the next in line hears of it at 08:00." : "The next in line is offered it.";
    this.#say(`${who} gives a seat back. ${next}`);
  }

  /** The server ends and begins again with a clean cluster; then the page does. */
  async #startAfresh() {
    this.#stop();
    const { run } = await server.startAfresh();
    this.#say("Starting afresh…");
    for (;;) {
      await sleep(300);
      const answer = await server.clock().catch(() => null);
      if (answer && answer.run !== run) break;
    }
    location.reload();
  }
}

function item(number, title, about, chosen, data) {
  return button("menu-item scene", chosen, { role: "menuitem", tabindex: "-1", data },
    span("scene-number", number), span("scene-text", el("b", {}, title), span("faint", about)));
}
