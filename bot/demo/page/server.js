// Everything the page knows comes from here; the page itself stores nothing but which phones are open.

/** The server said no, or could not be reached. */
class Failure extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function ask(path, body) {
  const options = { cache: "no-store" };
  if (body instanceof FormData) Object.assign(options, { method: "POST", body });
  else if (body !== undefined) {
    const headers = { "Content-Type": "application/json" };
    Object.assign(options, { method: "POST", body: JSON.stringify(body), headers });
  }
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Failure("The demo does not answer. Is it still running?", 0);
  }
  const text = await response.text();
  let answer = null;
  try {
    answer = text ? JSON.parse(text) : null;
  } catch {
    throw new Failure(`The demo gave an answer that cannot be read (${response.status}).`, response.status);
  }
  if (!response.ok) throw new Failure(answer?.error ?? `${path}: ${response.status}`, response.status);
  return answer;
}

export const people = () => ask("/demo/people");
export const clock = () => ask("/demo/clock");
export const moveClock = (change) => ask("/demo/clock", change);
export const scenes = () => ask("/demo/scenes");
export const waiting = () => ask("/demo/waiting");
export const pace = () => ask("/demo/pace");
export const setPace = (perSecond) => ask("/demo/pace", { per_second: perSecond });
export const startAfresh = () => ask("/demo/afresh", {});
export const freeSeat = () => ask("/demo/seat", {});
export const faults = () => ask("/sim/faults");
export const setFaults = (change) => ask("/sim/faults", change);
export const ledger = (since) => ask(`/sim/ledger?since=${since}`);
export const phones = () => ask("/sim/phones");
export const look = (id) => ask(`/sim/phones/${id}`);
export const createPhone = (phone) => ask("/sim/phones", phone);
export const fileUrl = (fileId) => `/sim/files/${encodeURIComponent(fileId)}`;

/** A picture that comes with the page, as somebody would choose it on their phone. */
export async function picture(name) {
  const sent = await fetch(`/page/${name}`);
  if (!sent.ok) throw new Error(`The picture is not there: ${name}.`);
  return new File([await sent.blob()], name, { type: "image/jpeg" });
}

/** What the person of phone `id` does: "start", "send", "tap", "press", "contact", "file", "vote", "edit", "block"… */
export const act = (id, verb, body = {}) => ask(`/sim/phones/${id}/${verb}`, body);

/**
 * Follow the server's events for ever. `heard(event)` for each; `live(true|false)` when the line is up or down.
 * EventSource retries by itself except after an HTTP error, when it gives up: then it is made anew.
 */
export function follow(heard, live) {
  const source = new EventSource("/sim/events");
  source.onopen = () => live(true);
  source.onmessage = (message) => heard(JSON.parse(message.data));
  source.onerror = () => {
    live(false);
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(() => follow(heard, live), 2000);
  };
}
