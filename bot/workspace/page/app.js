// The page: which channel, which thread, whose eyes. The address keeps that, so that it can be shared and gone back to.

import { blocks, readValues } from "./blocks.js";
import { Composer } from "./composer.js";
import { byId, h } from "./dom.js";
import { MessageList } from "./messages.js";
import { showModal } from "./modal.js";
import { act, connect, humans, message, names, onChange, person, world } from "./server.js";
import { setZone, zoneName } from "./time.js";

const HOME = "home";
const seen = new Map();
let viewer = sessionStorage.getItem("viewer");
let place = { channel: null, thread: null };
let opener = null;

const openThread = (ts) => { opener = document.activeElement?.closest(".message")?.dataset.ts; go(place.channel, ts); };
const log = new MessageList(byId("log"), false, openThread);
const threadLog = new MessageList(byId("thread-log"), true, () => {});

function go(channel, thread) { location.hash = thread ? `#/${channel}/${thread}` : `#/${channel}`; }

function readPlace() {
  const [, channel, thread] = location.hash.split("/");
  const known = channel === HOME || world.channels[channel];
  place = { channel: known ? channel : firstChannel(), thread: known && thread ? thread : null };
}

const firstChannel = () => Object.values(world.channels).find((channel) => !channel.is_im)?.id;

// ---- drawing ------------------------------------------------------------------------------------------------

function draw() {
  if (!world.ready) return;
  if (!humans().some((one) => one.id === viewer)) viewer = humans()[0].id;
  // The first person is you, on this device; the others are seen where they live.
  setZone(viewer === humans()[0].id ? undefined : person(viewer).tz);
  readPlace();
  drawSidebar();
  if (place.channel === HOME) drawHome();
  else drawChannel();
  drawThread();
  showModal(viewer);
}

const visible = (one) => !one.only_for || one.only_for === viewer;
const inChannel = (one) => visible(one) && (!one.thread_ts || one.thread_ts === one.ts || one.subtype === "thread_broadcast" || one.reply_count);
const all = (channel) => [...(world.messages[channel]?.values() ?? [])].sort((a, b) => (a.ts.padStart(20) < b.ts.padStart(20) ? -1 : 1));

function drawChannel() {
  const channel = world.channels[place.channel];
  const title = channel.is_im ? (channel.user === viewer ? "Leak Diary" : `Leak Diary and ${names.person(channel.user)}`) : `# ${channel.name}`;
  byId("channel-title").textContent = title;
  document.title = `${title} · ${world.team.name}`;
  byId("home").hidden = true;
  byId("log").hidden = byId("composer").hidden = false;
  const messages = all(place.channel).filter(inChannel);
  if (messages.length === 0) byId("log").replaceChildren(h("p", { class: "empty" }, "Nothing here yet. Type ", h("code", {}, "/leak help"), " to see what the bot can do."));
  const atEnd = messages.length === 0 || log.show(messages, viewer);
  const last = messages.at(-1)?.ts ?? "";
  if (atEnd) seen.set(place.channel, last);
  byId("newer").hidden = seen.get(place.channel) === last;
  channelComposer.label(`Message ${title.replace("# ", "#")} or type /leak`);
}

function drawThread() {
  const parent = place.thread && message(place.channel, place.thread);
  byId("thread").hidden = !parent;
  byId("frame").classList.toggle("with-thread", Boolean(parent));
  if (!parent) return;
  const replies = all(place.channel).filter((one) => one.thread_ts === parent.ts && one.ts !== parent.ts && visible(one));
  threadLog.show([parent, ...replies], viewer);
}

let homeDrawn = "";
function drawHome() {
  byId("channel-title").textContent = "Leak Diary";
  document.title = `Leak Diary · ${world.team.name}`;
  byId("log").hidden = byId("composer").hidden = byId("newer").hidden = true;
  const home = byId("home");
  home.hidden = false;
  const view = world.homes[viewer];
  const key = JSON.stringify([viewer, view ?? null, zoneName()]);
  if (key === homeDrawn) return;
  homeDrawn = key;
  if (!view) { home.replaceChildren(h("p", { class: "empty" }, "The bot writes this page when you open it. One moment …")); return; }
  home.replaceChildren(h("div", { class: "blocks" }, blocks(view.blocks, {
    names, people: humans(), idPrefix: "home",
    press: (action) => act("press", { user: viewer, view_id: view.id, values: readValues(home), ...action }),
  })));
}

function drawSidebar() {
  byId("team").textContent = world.team.name;
  const channels = Object.values(world.channels);
  fill("channels", channels.filter((one) => !one.is_im).map((one) => entry(one.id, `# ${one.name}`, isUnread(one.id))));
  const mine = channels.filter((one) => one.is_im && one.user === viewer);
  fill("directs", mine.map((one) => entry(one.id, "Leak Diary", isUnread(one.id))));
  byId("directs-title").hidden = mine.length === 0;
  fill("apps", [entry(HOME, "Leak Diary · Home", false)]);
  drawViewer();
}

function drawViewer() {
  const select = byId("viewer");
  const options = humans().map((one, index) => [one.id, index ? one.real_name : `${one.real_name} (you)`]);
  if (select.options.length !== options.length) select.replaceChildren(...options.map(([value, name]) => h("option", { value }, name)));
  select.value = viewer;
  byId("viewer-zone").textContent = `Times in ${zoneName()}`;
}

function isUnread(channel) {
  const last = all(channel).filter(inChannel).at(-1)?.ts ?? "";
  if (!seen.has(channel)) seen.set(channel, last);
  return channel !== place.channel && seen.get(channel) !== last;
}

function entry(id, label, unread) {
  const here = id === place.channel;
  return h("li", {}, h("a", { href: `#/${id}`, "aria-current": here ? "page" : null, class: unread ? "unread" : null }, label,
    unread && h("span", { class: "dot", role: "img", "aria-label": "new messages" })));
}

const drawn = new Map();
function fill(id, items) {
  const key = JSON.stringify(items.map(({ firstChild: a }) => [a.getAttribute("href"), a.textContent, a.className, a.ariaCurrent]));
  if (drawn.get(id) === key) return;
  drawn.set(id, key);
  const focused = byId(id).contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  byId(id).replaceChildren(...items);
  if (focused) [...byId(id).querySelectorAll("a")].find((one) => one.getAttribute("href") === focused)?.focus();
}

// ---- acting -------------------------------------------------------------------------------------------------

const FAILED = { offline: "The workspace does not answer: is the bot running?" };

async function write(text) {
  const command = text.startsWith("/");
  const answer = await act(command ? "command" : "say", { user: viewer, channel: place.channel, text });
  log.toEnd();
  // What went wrong with a command stands in the channel already, as an ephemeral message.
  return FAILED[answer.error] ?? (answer.ok || command ? null : answer.error);
}

async function reply(text) {
  if (/^\/\w/.test(text)) return "Slack does not take commands in threads: write it in the channel.";
  const answer = await act("say", { user: viewer, channel: place.channel, text, thread_ts: place.thread });
  threadLog.toEnd();
  return answer.ok ? null : FAILED[answer.error] ?? answer.error;
}

async function run(shortcut) {
  const answer = await act("shortcut", { user: viewer, callback_id: shortcut.callback_id });
  return answer.ok ? null : FAILED[answer.error] ?? `The shortcut failed with the error "${answer.error}"`;
}

const channelComposer = new Composer(byId("composer"), "Message the channel", true, write, run);
new Composer(byId("thread-composer"), "Reply in the thread", false, reply);

function closeThread() {
  go(place.channel, null);
  requestAnimationFrame(() => byId("log").querySelector(`.message[data-ts="${CSS.escape(opener ?? "")}"]`)?.focus());
}

function toggleSidebar(open) {
  byId("frame").classList.toggle("with-sidebar", open);
  byId("menu").setAttribute("aria-expanded", String(open));
  if (open) byId("sidebar").querySelector("a")?.focus();
}

function moved() {
  const before = place;
  toggleSidebar(false);
  draw();
  if (place.channel === HOME && before.channel !== HOME) act("home", { user: viewer });
  if (place.channel !== before.channel) { log.toEnd(); draw(); }
  if (place.thread && place.thread !== before.thread) { threadLog.toEnd(); byId("thread-log").focus(); }
}

byId("viewer").addEventListener("change", (event) => {
  viewer = event.target.value;
  sessionStorage.setItem("viewer", viewer);
  draw();
  if (place.channel === HOME) act("home", { user: viewer });
});
// The veil over the channel belongs to the channel: a touch on it puts the list away.
byId("channel").addEventListener("click", (event) => {
  if (event.target.id === "channel") toggleSidebar(false);
});
byId("menu").addEventListener("click", () => toggleSidebar(!byId("frame").classList.contains("with-sidebar")));
byId("thread-back").addEventListener("click", closeThread);
byId("thread-close").addEventListener("click", closeThread);
byId("newer").addEventListener("click", () => { log.toEnd(); draw(); });
byId("log").addEventListener("scroll", () => { if (log.isAtEnd() && !byId("newer").hidden) draw(); });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  if (byId("frame").classList.contains("with-sidebar")) { toggleSidebar(false); byId("menu").focus(); }
  else if (place.thread && byId("thread").contains(document.activeElement)) closeThread();
});
document.querySelector(".skip").addEventListener("click", (event) => { event.preventDefault(); channelComposer.input.focus(); });
window.addEventListener("hashchange", moved);

let first = true;
onChange(() => {
  draw();
  if (!first) return;
  first = false;
  log.toEnd();
  threadLog.toEnd();
  if (place.channel === HOME) act("home", { user: viewer });
});
connect((status) => { byId("status").textContent = status; });
