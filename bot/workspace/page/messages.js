// Messages → nodes, and the list of them that is kept in step with the world.

import { blocks, picture } from "./blocks.js";
import { h, link, menuButton } from "./dom.js";
import { act, humans, message as find, names, person, world } from "./server.js";
import { clock, day, moment, sameDay, when, zoneName } from "./time.js";
import { mrkdwn, sign } from "./words.js";

const QUICK = ["eyes", "white_check_mark"];
const WORDS = { eyes: "Investigating", white_check_mark: "Investigated" };
const TOGETHER_S = 300;
const seconds = (message) => Number(message.ts);

export function avatar(user) {
  const who = person(user);
  const tint = `tint-${[...user].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 5}`;
  const bot = user === world.bot_user;
  return h("span", { class: `avatar ${bot ? "bot" : tint}`, "aria-hidden": "true" }, bot ? "💧" : (who?.real_name ?? "?")[0]);
}

// The nodes of a list of messages; what did not change stays the very same node, so that focus and scroll stay too.
export class MessageList {
  constructor(root, inThread, open) {
    Object.assign(this, { root, inThread, open, shown: new Map() });
    root.addEventListener("keydown", (event) => this.onKey(event));
    root.addEventListener("focusin", (event) => this.current(event.target.closest(".message")));
  }

  show(messages, viewer) {
    const atEnd = this.isAtEnd();
    const held = document.activeElement?.closest?.(".message");
    const heldKey = document.activeElement?.dataset?.key;
    const nodes = [];
    let before = null;
    for (const message of messages) {
      if (!before || !sameDay(seconds(before), seconds(message))) nodes.push(this.divider(message));
      nodes.push(this.node(message, before, viewer));
      before = message;
    }
    this.place(nodes);
    if (held && !held.isConnected) this.refocus(held.dataset.ts, heldKey);
    const stops = this.root.querySelectorAll(".message");
    if (stops.length && !this.root.querySelector('.message[tabindex="0"]')) stops[stops.length - 1].tabIndex = 0;
    if (atEnd) this.toEnd();
    return atEnd;
  }

  place(nodes) {
    const wanted = new Set(nodes);
    for (const old of [...this.root.children]) if (!wanted.has(old)) old.remove();
    nodes.forEach((node, index) => { if (this.root.children[index] !== node) this.root.insertBefore(node, this.root.children[index] ?? null); });
    for (const [key, entry] of this.shown) if (!wanted.has(entry.node)) this.shown.delete(key);
  }

  divider(message) {
    const label = day(seconds(message));
    return this.kept(`day ${label}`, label, () => h("div", { class: "day", role: "separator", "aria-label": label }, h("span", {}, label)));
  }

  node(message, before, viewer) {
    const parent = message.subtype === "thread_broadcast" ? find(message.channel, message.thread_ts)?.text : "";
    const joined = follows(message, before);
    const key = JSON.stringify([message, joined, viewer, parent, zoneName(), world.people.length, isToday(message)]);
    return this.kept(message.ts, key, () => this.build(message, joined, viewer));
  }

  kept(id, key, build) {
    const entry = this.shown.get(id);
    if (entry?.key === key) return entry.node;
    const node = build();
    if (entry?.node.tabIndex === 0) node.tabIndex = 0;
    this.shown.set(id, { key, node });
    return node;
  }

  build(message, joined, viewer) {
    const who = person(message.user);
    const at = seconds(message);
    return h("article", {
      class: `message ${joined ? "joined" : ""} ${message.only_for ? "only" : ""}`, tabindex: "-1", "data-ts": message.ts,
      "aria-label": `${who?.real_name ?? message.user}, ${when(at)}`,
    },
      joined ? h("time", { class: "gutter", title: moment(at) }, clock(at)) : avatar(message.user),
      h("div", { class: "said" },
        message.only_for && h("p", { class: "note" }, "Only visible to you · ", h("button", {
          type: "button", class: "text-button", "data-key": "dismiss", click: () => act("dismiss", { user: viewer, channel: message.channel, ts: message.ts }),
        }, "Dismiss")),
        !joined && h("header", {}, h("b", {}, who?.real_name ?? message.user), who?.is_bot && h("span", { class: "badge" }, "app"),
          h("time", { datetime: new Date(at * 1000).toISOString(), title: moment(at) }, clock(at))),
        this.broadcastNote(message),
        this.content(message, viewer),
        message.edited && h("span", { class: "edited", title: moment(Number(message.edited.ts)) }, "(edited)"),
        message.files?.map((file) => attachment(file)),
        !message.only_for && reactions(message, viewer),
        !this.inThread && this.threadLine(message)),
      !message.only_for && message.subtype !== "tombstone" && this.toolbar(message, viewer));
  }

  broadcastNote(message) {
    if (message.subtype !== "thread_broadcast") return null;
    if (this.inThread) return h("p", { class: "note" }, "Also sent to the channel");
    const parent = find(message.channel, message.thread_ts);
    return h("p", { class: "note" }, "Replied to a thread: ", h("button", {
      type: "button", class: "text-button", "data-key": "parent", click: () => this.open(message.thread_ts),
    }, shorten(parent?.text || "a message")));
  }

  content(message, viewer) {
    if (!message.blocks?.length) return h("div", { class: `words ${message.subtype === "tombstone" ? "muted" : ""}` }, mrkdwn(message.text, names));
    return h("div", { class: "blocks" }, blocks(message.blocks, {
      names, people: humans(), idPrefix: `m${message.ts}`,
      press: (action) => act("press", { user: viewer, channel: message.channel, ts: message.ts, ...action }),
    }));
  }

  threadLine(message) {
    if (!message.reply_count) return null;
    const count = message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`;
    return h("button", { type: "button", class: "thread-line", "data-key": "thread", click: () => this.open(message.ts) },
      message.reply_users.slice(0, 3).map(avatar), h("b", {}, count), h("span", {}, `last reply ${when(Number(message.latest_reply))}`));
  }

  toolbar(message, viewer) {
    const quick = QUICK.map((name) => {
      const mine = marked(message, name, viewer);
      return h("button", {
        type: "button", class: "quiet", "aria-pressed": String(mine), "data-key": `quick-${name}`, title: WORDS[name],
        "aria-label": `${WORDS[name]}: ${mine ? "take back" : "react with"} ${name.replaceAll("_", " ")}`,
        click: () => toggle(message, name, viewer),
      }, sign(name));
    });
    const reply = !this.inThread && h("button", {
      type: "button", class: "quiet", "data-key": "reply", "aria-label": "Reply in thread", title: "Reply in thread",
      click: () => this.open(message.thread_ts ?? message.ts),
    }, "💬");
    const shortcuts = world.shortcuts.filter((one) => !one.is_global);
    const more = shortcuts.length > 0 && menuButton("More for this message", { class: "quiet", "data-key": "more" }, shortcuts.map((shortcut) => ({
      content: shortcut.name,
      choose: () => act("shortcut", { user: viewer, channel: message.channel, ts: message.ts, callback_id: shortcut.callback_id }),
    })));
    return h("div", { class: "toolbar", role: "toolbar", "aria-label": "For this message" }, quick, reply, more);
  }

  // Arrows walk the messages; e and d mark the one in focus, t opens its thread.
  onKey(event) {
    const node = event.target;
    if (!node.classList.contains("message") || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = [...this.root.querySelectorAll(".message")];
    const at = all.indexOf(node);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    const key = { e: "quick-eyes", d: "quick-white_check_mark", t: "reply" }[event.key];
    if (to !== undefined) all[Math.max(0, Math.min(all.length - 1, to))].focus();
    else if (key) node.querySelector(`[data-key="${key}"]`)?.click();
    else return;
    event.preventDefault();
  }

  current(node) {
    if (!node) return;
    for (const other of this.root.querySelectorAll('.message[tabindex="0"]')) other.tabIndex = -1;
    node.tabIndex = 0;
  }

  refocus(ts, key) {
    const node = this.root.querySelector(`.message[data-ts="${CSS.escape(ts)}"]`);
    if (!node) return;
    const same = key && [...node.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
    (same || node).focus({ preventScroll: true });
  }

  isAtEnd() { return this.root.scrollHeight - this.root.scrollTop - this.root.clientHeight < 60; }
  toEnd() { this.root.scrollTop = this.root.scrollHeight; }
}

const isToday = (message) => sameDay(seconds(message), Date.now() / 1000);
const shorten = (text) => (text.length > 80 ? `${text.slice(0, 79)}…` : text).replace(/[*_`]/g, "");

// Short words of one person right after each other stand under one name.
function follows(message, before) {
  return Boolean(before) && before.user === message.user && seconds(message) - seconds(before) < TOGETHER_S && sameDay(seconds(before), seconds(message))
    && before.only_for === message.only_for && !message.blocks?.length && !before.blocks?.length && message.subtype !== "thread_broadcast";
}

const marked = (message, name, viewer) => Boolean(message.reactions?.find((one) => one.name === name)?.users.includes(viewer));
const toggle = (message, name, viewer) => act("react", { user: viewer, channel: message.channel, ts: message.ts, name, remove: marked(message, name, viewer) });

function reactions(message, viewer) {
  if (!message.reactions?.length) return null;
  return h("ul", { class: "reactions", "aria-label": "Reactions" }, message.reactions.map((one) => {
    const who = one.users.map((user) => (user === viewer ? "You" : names.person(user) ?? user)).join(", ");
    const mine = one.users.includes(viewer);
    return h("li", {}, h("button", {
      type: "button", class: "reaction", "aria-pressed": String(mine), "data-key": `reaction-${one.name}`, title: `${who} · :${one.name}:`,
      "aria-label": `${one.name.replaceAll("_", " ")}, ${one.count}: ${who}. ${mine ? "Take yours back" : "Add yours"}`,
      click: () => toggle(message, one.name, viewer),
    }, sign(one.name), h("span", {}, String(one.count))));
  }));
}

function attachment(file) {
  const name = file.title || file.name;
  if (/^image\/(png|jpeg|gif)$/.test(file.mimetype)) return h("figure", { class: "b-image" }, h("figcaption", {}, name), picture({ slack_file: { id: file.id }, alt_text: file.alt_txt || name }));
  return h("p", {}, "📎 ", link(new URL(`files/${encodeURIComponent(file.id)}`, location.href).href, name));
}
