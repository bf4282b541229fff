// The shortcodes that messages and marks use here; any other stays as it is written.

const KNOWN = {
  "+1": "👍", "-1": "👎", alarm_clock: "⏰", arrow_down: "⬇️", arrow_right: "➡️", arrow_up: "⬆️", arrows_counterclockwise: "🔄",
  ballot_box_with_check: "☑️", bar_chart: "📊", bell: "🔔", blue_book: "📘", bookmark_tabs: "📑", books: "📚", broom: "🧹",
  bug: "🐛", bulb: "💡", calendar: "📅", chart: "💹", chart_with_downwards_trend: "📉", chart_with_upwards_trend: "📈",
  clap: "👏", clipboard: "📋", clock3: "🕒", clock9: "🕘", construction: "🚧", crescent_moon: "🌙", crystal_ball: "🔮",
  dash: "💨", date: "📆", droplet: "💧", exclamation: "❗", eyes: "👀", fire: "🔥", gear: "⚙️", ghost: "👻", grey_question: "❔",
  hammer_and_wrench: "🛠️", heart: "❤️", heavy_check_mark: "✔️", heavy_minus_sign: "➖", heavy_plus_sign: "➕",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", inbox_tray: "📥", information_source: "ℹ️", key: "🔑", label: "🏷️",
  large_blue_circle: "🔵", large_green_circle: "🟢", large_orange_circle: "🟠", large_yellow_circle: "🟡", link: "🔗",
  lock: "🔒", loudspeaker: "📢", mag: "🔍", memo: "📝", muscle: "💪", mute: "🔇", no_bell: "🔕", no_entry: "⛔", ok_hand: "👌",
  package: "📦", pencil: "📝", pencil2: "✏️", potable_water: "🚰", pushpin: "📌", question: "❓", raised_hands: "🙌",
  red_circle: "🔴", repeat: "🔁", rocket: "🚀", rotating_light: "🚨", satellite: "📡", seedling: "🌱", shield: "🛡️",
  shower: "🚿", sleeping: "😴", slightly_smiling_face: "🙂", smile: "😄", snowflake: "❄️", sos: "🆘", sparkles: "✨",
  speech_balloon: "💬", star: "⭐", stopwatch: "⏱️", tada: "🎉", test_tube: "🧪", thinking_face: "🤔", thought_balloon: "💭",
  thumbsdown: "👎", thumbsup: "👍", toolbox: "🧰", traffic_light: "🚦", umbrella: "☔", unlock: "🔓", warning: "⚠️",
  wastebasket: "🗑️", wave: "👋", white_check_mark: "✅", white_circle: "⚪", wrench: "🔧", x: "❌", zap: "⚡", zzz: "💤",
};
const TONES = { 2: "🏻", 3: "🏼", 4: "🏽", 5: "🏾", 6: "🏿" };

export function emoji(name) {
  const [base, tone] = name.split("::skin-tone-");
  const sign = Object.hasOwn(KNOWN, base) ? KNOWN[base] : null;
  return sign ? sign + (TONES[tone] ?? "") : null;
}
