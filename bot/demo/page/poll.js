// Polls: choose, see the results as soon as one has voted or the poll is closed.
import { bdi, button, el, icon, span } from "./dom.js";
import { render } from "./entities.js";

/** `vote(optionIds)` sends the choice; an empty list takes it back. */
export function pollCard(poll, reader, vote) {
  const { words } = reader;
  const chosen = new Set(poll.chosen ?? []);
  const results = chosen.size > 0 || poll.is_closed;
  const mayRetract = chosen.size > 0 && !poll.is_closed && poll.type !== "quiz" && poll.allows_revoting !== false;
  return el("div", { class: "poll", data: { poll: poll.id, results } },
    el("div", { class: "poll-question", dir: "auto" }, render(poll.question, poll.question_entities, reader)),
    el("div", { class: "faint" }, kindOf(poll, words)),
    results ? counted(poll, chosen, words) : poll.allows_multiple_answers ? several(poll, words, vote) : single(poll, vote),
    el("div", { class: "poll-foot faint" },
      poll.total_voter_count ? words.votes(poll.total_voter_count) : words.noVotes,
      mayRetract && button("text-button", () => vote([]), { data: { role: "retract" } }, words.retract)));
}

function kindOf(poll, words) {
  if (poll.is_closed) return words.pollClosed;
  if (poll.type === "quiz") return words.quiz;
  return poll.is_anonymous ? words.pollAnonymous : words.pollPublic;
}

const single = (poll, vote) =>
  el("div", { class: "poll-options", role: "group" }, poll.options.map((option, i) =>
    button("poll-option", () => vote([i]), { data: { option: i } }, el("i", { class: "round" }), bdi(null, option.text))));

function several(poll, words, vote) {
  const boxes = poll.options.map((_, i) => el("input", { type: "checkbox", value: i }));
  const ticked = () => boxes.flatMap((box, i) => (box.checked ? [i] : []));
  const send = button("primary-button", () => vote(ticked()), { disabled: true, data: { role: "vote" } }, words.vote);
  const rows = poll.options.map((option, i) =>
    el("label", { class: "poll-option", data: { option: i } }, boxes[i], bdi(null, option.text)));
  const tick = () => (send.disabled = ticked().length === 0);
  return el("div", { class: "poll-options", role: "group", on: { change: tick } }, rows, send);
}

function counted(poll, chosen, words) {
  const total = Math.max(1, poll.total_voter_count);
  const correct = new Set(poll.correct_option_ids ?? []);
  return el("ul", { class: "poll-options" }, poll.options.map((option, i) => {
    const share = Math.min(100, Math.round((100 * option.voter_count) / total));
    const bar = span("poll-bar", el("i"));
    bar.firstChild.style.inlineSize = `${Math.max(1.5, share)}%`;
    const marked = chosen.has(i) || correct.has(i);
    const mark = marked && el("span", { class: "poll-mark", role: "img", "aria-label": words.chosen }, icon("check"));
    return el("li", { class: chosen.has(i) ? "poll-result chosen" : "poll-result", data: { option: i } },
      span("poll-share", `${share}%`), span("poll-text", bdi(null, option.text), mark), bar);
  }));
}
