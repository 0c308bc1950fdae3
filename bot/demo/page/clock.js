// The bot's clock, as the page shows it: everything in the bot's own time zone, whatever zone the browser is in.

const LOCALES = { en: "en-GB", fr: "fr", ar: "ar-LB-u-nu-latn" };
let zone = "Asia/Beirut";
let ahead = 0; // milliseconds from this browser's clock to the bot's
let shifted = 0; // seconds that somebody moved it by
let afresh = false; // whether the demo may begin again with a clean cluster

/** Take over what /demo/clock answered. */
export function set(answer) {
  zone = answer.zone ?? zone;
  ahead = Date.parse(answer.now) - Date.now();
  shifted = answer.shifted_seconds ?? 0;
  afresh = Boolean(answer.may_start_afresh);
}

export const now = () => new Date(Date.now() + ahead);
export const shiftedSeconds = () => shifted;
export const mayStartAfresh = () => afresh;

const formats = new Map();
function format(language, options, date) {
  const key = language + zone + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(LOCALES[language], { timeZone: zone, ...options }));
  return formats.get(key).format(date);
}

const instant = (unix) => new Date(unix * 1000);
const CLOCK = { hour: "2-digit", minute: "2-digit", hour12: false };
const DAY = { year: "numeric", month: "2-digit", day: "2-digit" };

export const time = (language, unix) => format(language, CLOCK, instant(unix));
export const timeWithSeconds = (date) => format("en", { ...CLOCK, second: "2-digit" }, date);
export const moment = (language, unix) => format(language, { dateStyle: "full", timeStyle: "short" }, instant(unix));
export const short = () =>
  `${format("en", { weekday: "short", day: "numeric", month: "short" }, now())}, ${format("en", CLOCK, now())}`;

/** The calendar day of an instant in the bot's zone, as a key that sorts: "2025-11-23". */
const dayKey = (date) => format("en", DAY, date).split("/").reverse().join("-");

/** "Today", "Yesterday" or the date, for the separators between messages. */
export function dayName(language, unix, words) {
  const date = instant(unix);
  const key = dayKey(date);
  if (key === dayKey(now())) return words.today;
  // 24 hours back can fall on the same or the wrong day when the clocks change: step from noon.
  const noon = new Date(`${dayKey(now())}T12:00:00Z`).getTime();
  if (key === new Date(noon - 86_400_000).toISOString().slice(0, 10)) return words.yesterday;
  const options = { weekday: "long", day: "numeric", month: "long" };
  if (key.slice(0, 4) !== dayKey(now()).slice(0, 4)) options.year = "numeric";
  return format(language, options, date);
}

const STEPS = [["day", 86_400], ["hour", 3_600], ["minute", 60]];

/** A moment by the format letters of a `date_time` entity: r relative, w weekday, d/D date, t/T time; none: null. */
export function formatted(language, unix, letters) {
  if (!letters) return null;
  if (letters.includes("r")) {
    const seconds = unix - now().getTime() / 1000;
    const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
    return new Intl.RelativeTimeFormat(LOCALES[language], { numeric: "auto" }).format(Math.round(seconds / size), unit);
  }
  const options = {};
  if (letters.includes("w")) options.weekday = "long";
  if (letters.includes("d")) Object.assign(options, DAY);
  if (letters.includes("D")) Object.assign(options, { day: "numeric", month: "long", year: "numeric" });
  if (/t/iu.test(letters)) Object.assign(options, CLOCK);
  if (letters.includes("T")) options.second = "2-digit";
  return Object.keys(options).length ? format(language, options, instant(unix)) : null;
}
