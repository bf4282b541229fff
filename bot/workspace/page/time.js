// Times in the zone of whoever looks.

const LOCALE = "en-GB";
let zone;

// undefined: the zone of this device.
export function setZone(name) { zone = name; }
export function zoneName() { return zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone; }

const write = (seconds, options) => new Intl.DateTimeFormat(LOCALE, { timeZone: zone, ...options }).format(seconds * 1000);
const dayKey = (seconds) => write(seconds, { year: "numeric", month: "2-digit", day: "2-digit" });
const nowSeconds = () => Date.now() / 1000;

export const clock = (seconds) => write(seconds, { hour: "2-digit", minute: "2-digit" });
export const sameDay = (one, other) => dayKey(one) === dayKey(other);
export const moment = (seconds) => write(seconds, { dateStyle: "full", timeStyle: "long" });

function near(seconds) {
  if (sameDay(seconds, nowSeconds())) return "today";
  if (sameDay(seconds, nowSeconds() - 86400)) return "yesterday";
  if (sameDay(seconds, nowSeconds() + 86400)) return "tomorrow";
  return null;
}

export function day(seconds) {
  const word = near(seconds);
  if (word) return word[0].toUpperCase() + word.slice(1);
  return write(seconds, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}

export function when(seconds) {
  return `${near(seconds) ?? write(seconds, { day: "numeric", month: "short", year: "numeric" })} at ${clock(seconds)}`;
}

function ago(seconds) {
  const gap = seconds - nowSeconds();
  const units = [["day", 86400], ["hour", 3600], ["minute", 60]];
  const [unit, size] = units.find(([, length]) => Math.abs(gap) >= length) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto" }).format(Math.round(gap / size), unit);
}

const TOKENS = {
  date_num: (at) => write(at, { year: "numeric", month: "2-digit", day: "2-digit" }).split("/").reverse().join("-"),
  date: (at) => write(at, { day: "numeric", month: "long", year: "numeric" }),
  date_short: (at) => write(at, { day: "numeric", month: "short", year: "numeric" }),
  date_long: (at) => write(at, { weekday: "long", day: "numeric", month: "long", year: "numeric" }),
  time: clock,
  time_secs: (at) => write(at, { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
  ago,
};
for (const name of ["date", "date_short", "date_long"]) TOKENS[`${name}_pretty`] = (at) => near(at) ?? TOKENS[name](at);

// Slack's {date_short_pretty} {time} and so on; null: a token that Slack does not know.
export function fillTokens(format, seconds) {
  let known = true;
  const filled = format.replace(/\{(\w+)\}/g, (_, name) => {
    if (!Object.hasOwn(TOKENS, name)) { known = false; return ""; }
    return TOKENS[name](seconds);
  });
  return known ? filled : null;
}
