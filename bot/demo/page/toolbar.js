// The strip on top: the bot's clock, the network's faults and pace, activity and help.
import * as clock from "./clock.js";
import { el, icon } from "./dom.js";
import * as server from "./server.js";

const by = (role) => document.querySelector(`.toolbar [data-role="${role}"]`);

/**
 * Wire the toolbar; `clockMoved()` after the clock was moved, `failed(message)` when something could not be done,
 * `outage(is)` when the pretend Telegram is away or back.
 */
export function startToolbar({ clockMoved, failed, outage }) {
  const guarded = (work) => async (event) => {
    try {
      await work(event);
    } catch (failure) {
      failed(failure.message);
    }
  };
  startClock(guarded, clockMoved);
  startFaults(guarded, outage);
  startPace(guarded);
  startPanels();
  oneStop(document.querySelector(".toolbar"));
}

/** The toolbar is one stop for Tab, as its pattern asks; the arrows walk its buttons. */
function oneStop(bar) {
  const buttons = () => [...bar.querySelectorAll("button")].filter((one) => !one.disabled && one.offsetParent && !one.closest(".menu"));
  const stopAt = (chosen) => {
    for (const one of bar.querySelectorAll("button")) if (!one.closest(".menu")) one.tabIndex = one === chosen ? 0 : -1;
  };
  bar.addEventListener("focusin", ({ target }) => buttons().includes(target) && stopAt(target));
  bar.addEventListener("keydown", (event) => {
    const all = buttons();
    const at = all.indexOf(event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    all[(to + all.length) % all.length].focus();
  });
  stopAt(buttons()[0]);
}

function startClock(guarded, moved) {
  const move = (change) => guarded(async () => {
    clock.set(await server.moveClock(change));
    paintClock();
    moved();
  });
  for (const button of document.querySelectorAll("[data-advance]")) {
    button.addEventListener("click", move({ advance_seconds: Number(button.dataset.advance) }));
  }
  by("clock-reset").addEventListener("click", move({ reset: true }));
  setInterval(paintClock, 1000);
}

/** "+7 d 1 h" for how far the clock was moved. */
function shift(seconds) {
  const sign = seconds < 0 ? "−" : "+";
  const hours = Math.round(Math.abs(seconds) / 3600);
  const units = [[Math.floor(hours / 24), "d"], [hours % 24, "h"]];
  const parts = units.filter(([n]) => n).map(([n, unit]) => `${n} ${unit}`);
  return parts.length ? sign + parts.join(" ") : "";
}

export function paintClock() {
  const place = by("clock");
  const [shown, moved] = [clock.short(), shift(clock.shiftedSeconds())];
  if (place.dataset.shown === shown + moved) return;
  place.dataset.shown = shown + moved;
  place.dateTime = clock.now().toISOString();
  place.replaceChildren(shown, el("span", {}, " Beirut"), ...(moved ? [el("b", {}, moved)] : []));
  by("clock-reset").disabled = !moved;
}

function startFaults(guarded, told) {
  const latencies = [...document.querySelectorAll("[data-latency]")];
  const outage = by("outage");
  const paint = (faults) => {
    const chosen = latencies.find((button) => Number(button.dataset.latency) === faults.latency_ms);
    for (const button of latencies) {
      button.setAttribute("aria-checked", String(button === chosen));
    }
    outage.setAttribute("aria-checked", String(Boolean(faults.outage)));
    document.body.classList.toggle("in-outage", Boolean(faults.outage));
    told(Boolean(faults.outage));
  };
  const change = (what) => guarded(async () => {
    await server.setFaults(what());
    paint(await server.faults());
  });
  for (const button of latencies) {
    button.addEventListener("click", change(() => ({ latency_ms: Number(button.dataset.latency) })));
  }
  outage.addEventListener("click", change(() => ({ outage: outage.getAttribute("aria-checked") !== "true" })));
  guarded(async () => paint(await server.faults()))();
}

function startPace(guarded) {
  const paces = [...document.querySelectorAll("[data-pace]")];
  const paint = ({ per_second: rate }) => {
    for (const one of paces) one.setAttribute("aria-checked", String(Number(one.dataset.pace) === rate));
  };
  for (const one of paces) {
    one.addEventListener("click", guarded(async () => paint(await server.setPace(Number(one.dataset.pace)))));
  }
  guarded(async () => paint(await server.pace()))();
}

function startPanels() {
  const dialog = document.querySelector("[data-role=help-dialog]");
  by("help").addEventListener("click", () => dialog.showModal());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  by("tools").append(icon("sliders"));
  const shut = [panel(by("tools"), "#tools"), panel(by("network"), "#network")];
  document.addEventListener("pointerdown", (event) => {
    if (!event.target.closest(".tools, .tools-toggle")) shut[0](false);
    if (!event.target.closest(".network, .network-toggle")) shut[1](false);
  });
}

/** What a button of the toolbar opens and closes, as Escape does. Returns what sets it open or not. */
function panel(toggle, selector) {
  const place = document.querySelector(selector);
  const open = (yes) => {
    toggle.setAttribute("aria-expanded", String(yes));
    place.classList.toggle("open", yes);
  };
  toggle.addEventListener("click", () => open(toggle.getAttribute("aria-expanded") !== "true"));
  place.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || toggle.getAttribute("aria-expanded") !== "true") return;
    event.stopPropagation();
    open(false);
    toggle.focus();
  });
  return open;
}

/** Show whether the line to the server is up. */
export function paintLine(up) {
  by("live").classList.toggle("up", up);
  by("live").lastElementChild.textContent = up ? "Live" : "Reconnecting…";
}
