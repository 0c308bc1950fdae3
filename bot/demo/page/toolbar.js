// The strip on top: the bot's clock, the network's faults, activity and help.
import * as clock from "./clock.js";
import { el, icon } from "./dom.js";
import * as server from "./server.js";

const by = (role) => document.querySelector(`.toolbar [data-role="${role}"]`);

/** Wire the toolbar; `clockMoved()` after the clock was moved, `failed(message)` when something could not be done,
 * `told(message)` for what happened elsewhere. */
export function startToolbar({ clockMoved, failed, told }) {
  const guarded = (work) => async (event) => {
    try {
      await work(event);
    } catch (failure) {
      failed(failure.message);
    }
  };
  startClock(guarded, clockMoved);
  startFaults(guarded);
  startPanels();
  by("free-seat").addEventListener("click", guarded(async () => {
    const { who, is_night: isNight } = await server.freeSeat();
    const next = isNight ? "It is night: the next in line hears of it at 08:00." : "The next in line is offered it.";
    told(`${who} gives a seat back. ${next}`);
  }));
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
  // Somebody else may move it, in another window or from the shell.
  setInterval(() => server.clock().then(clock.set).catch(() => null), 30_000);
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

function startFaults(guarded) {
  const latencies = [...document.querySelectorAll("[data-latency]")];
  const outage = by("outage");
  const paint = (faults) => {
    const chosen = latencies.find((button) => Number(button.dataset.latency) === faults.latency_ms);
    for (const button of latencies) {
      button.setAttribute("aria-checked", String(button === chosen));
      button.tabIndex = button === (chosen ?? latencies[0]) ? 0 : -1;
    }
    outage.setAttribute("aria-checked", String(Boolean(faults.outage)));
    document.body.classList.toggle("in-outage", Boolean(faults.outage));
  };
  const change = (what) => guarded(async () => {
    await server.setFaults(what());
    paint(await server.faults());
  });
  for (const button of latencies) {
    button.addEventListener("click", change(() => ({ latency_ms: Number(button.dataset.latency) })));
  }
  by("latency").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const to = latencies[(latencies.indexOf(document.activeElement) + step + latencies.length) % latencies.length];
    to.focus();
    to.click();
  });
  outage.addEventListener("click", change(() => ({ outage: outage.getAttribute("aria-checked") !== "true" })));
  guarded(async () => paint(await server.faults()))();
}

function startPanels() {
  const dialog = document.querySelector("[data-role=help-dialog]");
  by("help").addEventListener("click", () => dialog.showModal());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  const toggle = by("tools");
  toggle.append(icon("sliders"));
  const open = (yes) => {
    toggle.setAttribute("aria-expanded", String(yes));
    document.querySelector("#tools").classList.toggle("open", yes);
  };
  toggle.addEventListener("click", () => open(toggle.getAttribute("aria-expanded") !== "true"));
  document.addEventListener("pointerdown", (event) => event.target.closest(".toolbar") || open(false));
  document.querySelector(".toolbar").addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || toggle.getAttribute("aria-expanded") !== "true") return;
    open(false);
    toggle.focus();
  });
}

/** Show whether the line to the server is up. */
export function paintLine(up) {
  by("live").classList.toggle("up", up);
  by("live").lastElementChild.textContent = up ? "Live" : "Reconnecting…";
}
