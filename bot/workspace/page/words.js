// Slack's mrkdwn → nodes.

import { h, link } from "./dom.js";
import { emoji } from "./emoji.js";
import { fillTokens, moment } from "./time.js";

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
export const decode = (text) => text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity]);

// What interrupts a run of plain words, tried in this order at each place.
const INLINE = [
  [/^`([^`\n]+)`/, (found) => h("code", {}, decode(found[1]))],
  [/^<([^<>\n]+)>/, (found, names) => control(found[1], names)],
  [/^:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/, (found) => sign(found[1])],
  [/^https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)\]'"]/, (found) => link(decode(found[0]), decode(found[0]))],
];
const MARKS = { "*": "strong", _: "em", "~": "s" };

export function sign(name) {
  const character = emoji(name);
  if (!character) return document.createTextNode(`:${name}:`);
  return h("span", { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " "), title: `:${name}:` }, character);
}

function control(inner, names) {
  const [target, label] = split(inner, "|");
  if (/^@[UW]/.test(target)) return h("span", { class: "mention" }, `@${names.person(target.slice(1)) ?? label ?? target.slice(1)}`);
  if (/^#C/.test(target)) return h("span", { class: "mention" }, `#${names.channel(target.slice(1)) ?? label ?? target.slice(1)}`);
  if (/^!(here|channel|everyone)$/.test(target)) return h("span", { class: "mention loud" }, `@${target.slice(1)}`);
  if (target.startsWith("!date^")) return date(target, label);
  if (/^(https?:\/\/|mailto:)/i.test(target)) return link(decode(target), decode(label ?? target.replace(/^mailto:/, "")));
  return document.createTextNode(decode(label ?? `<${inner}>`));
}

function date(target, fallback) {
  const [, at, format, url] = target.split("^");
  const text = /^\d+$/.test(at) && format ? fillTokens(decode(format), Number(at)) : null;
  if (text === null) return document.createTextNode(decode(fallback ?? ""));
  const shown = h("time", { datetime: new Date(at * 1000).toISOString(), title: moment(Number(at)) }, text);
  return url ? link(decode(url), shown) : shown;
}

function split(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

export function inline(text, names) {
  const nodes = [];
  let plain = "";
  const flush = () => { if (plain) nodes.push(document.createTextNode(decode(plain))); plain = ""; };
  for (let at = 0; at < text.length;) {
    const rest = text.slice(at);
    const special = /[`<:h*_~]/.test(rest[0]) ? takeInline(rest, names) ?? takeMarked(rest, text[at - 1], names) : null;
    if (special) {
      flush();
      nodes.push(special.node);
      at += special.length;
    } else {
      plain += rest[0];
      at += 1;
    }
  }
  flush();
  return nodes;
}

function takeInline(rest, names) {
  for (const [pattern, make] of INLINE) {
    const found = pattern.exec(rest);
    if (found) return { node: make(found, names), length: found[0].length };
  }
  return null;
}

// *bold* _italic_ ~struck~: the marks stand at the edge of words, with no blank inside them.
function takeMarked(rest, before, names) {
  const tag = MARKS[rest[0]];
  if (!tag || (before && /[\p{L}\p{N}*_~]/u.test(before) && before !== "*" && before !== "_" && before !== "~")) return null;
  const mark = rest[0] === "*" ? "\\*" : rest[0];
  const found = new RegExp(`^${mark}(?=\\S)([^\\n${mark}]*[^\\s${mark}])${mark}(?![\\p{L}\\p{N}])`, "u").exec(rest);
  return found ? { node: h(tag, {}, inline(found[1], names)), length: found[0].length } : null;
}

// Whole texts: fenced code, quotes, bullets and lines.
export function mrkdwn(text, names) {
  const parts = text.split(/```\n?([\s\S]*?)\n?```/);
  return parts.flatMap((part, index) => {
    if (index % 2) return [h("pre", { tabindex: "0" }, decode(part.replace(/<([^<>|\n]+)\|([^<>\n]+)>/g, "$2")))];
    return lines(part.replace(index ? /^\n/ : /^$/, ""), names);
  });
}

function lines(text, names) {
  if (!text.trim()) return [];
  const nodes = [];
  let group = null;
  for (const line of text.replace(/\n$/, "").split("\n")) {
    const quote = /^(?:>|&gt;) ?(.*)$/.exec(line);
    const bullet = /^\s*[•◦▪] ?(.*)$/.exec(line);
    const kind = quote ? "blockquote" : bullet ? "ul" : "p";
    if (group?.kind !== kind || (kind === "p" && !line.trim())) {
      group = { kind, node: h(kind) };
      nodes.push(group.node);
    } else if (kind !== "ul") {
      group.node.append(h("br"));
    }
    const words = inline(quote?.[1] ?? bullet?.[1] ?? line, names);
    group.node.append(...(bullet ? [h("li", {}, words)] : words));
  }
  return nodes.filter((node) => node.hasChildNodes());
}

// A text object, plain or mrkdwn; plain text still shows its emoji.
export function textObject(object, names) {
  if (object.type === "mrkdwn") return mrkdwn(object.text, names);
  return plainText(object);
}

export function plainText(object) {
  return object.text.split(/(:[a-z0-9_+'-]+:)/).filter(Boolean).map((part) => {
    const name = /^:(.+):$/.exec(part)?.[1];
    return name && object.emoji !== false && emoji(name) ? sign(name) : document.createTextNode(decode(part));
  });
}
