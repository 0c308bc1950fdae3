// The searchable list of everybody in the sample cluster, opened from the name above a phone.
import { bdi, el, hueOf, icon, initials, span } from "./dom.js";
import { LANGUAGES } from "./labels.js";
import { popup } from "./popup.js";
import * as server from "./server.js";

const ALIKE = [[/[\p{M}\u0640\p{Cf}]/gu, ""], [/[أإآٱ]/gu, "ا"], [/ى/gu, "ي"], [/ة/gu, "ه"]];

/** Text as it is searched: without accents, vowel marks, case, and the letters that Arabic spells either way. */
const fold = (text) => ALIKE.reduce((folded, [from, to]) => folded.replace(from, to), text.normalize("NFKD").toLowerCase());

function factsOf({ name, name_ar: nameInArabic, name_latin: inLatin, company, company_ar: companyInArabic, language, part }, words) {
  return fold([name, nameInArabic, inLatin, company, companyInArabic, LANGUAGES[language], words[part]].join(" "));
}

/** Open the list for `phone`; `chosen(person)` when one is picked. */
export async function openSwitcher(phone, opener, people, chosen) {
  const { words } = phone;
  const known = new Map((await server.phones().catch(() => [])).map((one) => [one.id, one]));
  const list = el("ul", { class: "people", role: "listbox", id: `people-${phone.place}`, "aria-label": words.searchPeople });
  const search = el("input", {
    type: "search", placeholder: words.searchPeople, "aria-label": words.searchPeople, role: "combobox",
    "aria-expanded": "true", "aria-controls": list.id, autocomplete: "off", spellcheck: "false",
    data: { role: "search" },
  });
  const field = el("label", { class: "search" }, icon("search"), search);
  const panel = el("div", { class: "switcher", data: { role: "switcher" } }, field, list);
  const close = popup(opener, panel, phone.root.querySelector(".owner"));
  let active = 0;
  const mark = (to) => {
    const options = [...list.querySelectorAll("[role=option]")];
    active = options.length ? (to + options.length) % options.length : 0;
    options.forEach((option, i) => option.classList.toggle("active", i === active));
    options[active]?.scrollIntoView({ block: "nearest" });
    search.setAttribute("aria-activedescendant", options[active]?.id ?? "");
  };
  const pick = (person) => {
    close(true);
    chosen(person);
  };
  const fill = () => {
    const wanted = fold(search.value).split(/\s+/u).filter(Boolean);
    const found = people.filter((person) => {
      const facts = factsOf(person, words);
      return wanted.every((word) => facts.includes(word));
    });
    const options = found.map((person) => option(person, phone, known.get(person.id), pick));
    list.replaceChildren(...(options.length ? options : [el("li", { class: "nobody" }, words.nobody)]));
    mark(search.value ? 0 : Math.max(0, found.findIndex((person) => person.id === phone.id)));
  };
  search.addEventListener("input", fill);
  search.addEventListener("keydown", (event) => {
    const to = { ArrowDown: active + 1, ArrowUp: active - 1 }[event.key];
    if (to !== undefined) mark(to);
    else if (event.key === "Enter") list.querySelector(".active")?.click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  fill();
}

function option(person, phone, known, pick) {
  const { words } = phone;
  const name = phone.nameOf(person);
  const about = { role: "option", class: "person", id: `person-${phone.place}-${person.id}`, data: { person: person.id } };
  return el("li", { ...about, "aria-selected": String(person.id === phone.id), on: { click: () => pick(person) } },
    el("span", { class: "avatar", "aria-hidden": "true", data: { hue: hueOf(person.id) } }, initials(name)),
    span("person-text", bdi("person-name", name), bdi("faint", phone.companyOf(person))),
    person.invite && icon("link"),
    known?.blocked && span("blocked-mark", icon("block")),
    known?.unread ? el("span", { class: "badge", "aria-label": words.unread(known.unread) }, String(known.unread)) : null,
    span("tag", person.part === "member" ? person.language.toUpperCase() : words[person.part]));
}
