// Blocks → nodes. `place` says what can be done with them:
// {names, people, press(action), kept(block_id, action_id), errors: {block_id: sentence}, idPrefix}.

import { h, link, menuButton } from "./dom.js";
import { askFirst } from "./confirm.js";
import { plainText, textObject } from "./words.js";

const BLOCKS = {
  header: (block) => h("h3", { class: "b-header" }, plainText(block.text)),
  divider: () => h("hr"),
  section: (block, place) => h("div", { class: "b-section" },
    h("div", { class: "b-text" },
      block.text && h("div", { class: "words" }, textObject(block.text, place.names)),
      block.fields && h("div", { class: "b-fields" }, block.fields.map((field) => h("div", { class: "words" }, textObject(field, place.names))))),
    block.accessory && h("div", { class: "b-accessory" }, element(block.accessory, block, place))),
  context: (block, place) => h("div", { class: "b-context" }, block.elements.map((part) => part.type === "image"
    ? element(part, block, place) : h("div", { class: "words" }, textObject(part, place.names)))),
  actions: (block, place) => h("div", { class: "b-actions" }, block.elements.map((part) => element(part, block, place))),
  image: (block) => h("figure", { class: "b-image" }, block.title && h("figcaption", {}, plainText(block.title)), picture(block)),
  input: inputBlock,
  table: (block) => h("div", { class: "b-table", tabindex: "0", role: "region", "aria-label": "Table" }, h("table", {}, block.rows.map((row, index) =>
    h("tr", {}, row.map((cell, column) => h(index ? "td" : "th", { class: columnClass(block, column), scope: index ? null : "col" }, plainText(cell))))))),
};

// A column of sentences is not squeezed to a word a line; one of figures takes what it needs.
function columnClass(block, column) {
  const align = block.column_settings?.[column]?.align;
  const wide = block.rows.some((row) => row[column]?.text.length > 24);
  return [align, wide && "wide"].filter(Boolean).join(" ") || null;
}

export function blocks(list, place) {
  return list.map((block) => BLOCKS[block.type]?.(block, place) ?? h("p", { class: "muted" }, `(${block.type})`));
}

function inputBlock(block, place) {
  const base = `${place.idPrefix}-${block.block_id}`;
  const error = place.errors?.[block.block_id];
  const described = [block.hint && `${base}-hint`, error && `${base}-error`].filter(Boolean).join(" ");
  const control = element(block.element, block, place, { id: base, "aria-describedby": described || null, "aria-invalid": error ? "true" : null });
  const several = ["radio_buttons", "checkboxes", "multi_static_select"].includes(block.element.type);
  return h(several ? "fieldset" : "div", { class: "b-input", "data-block": block.block_id },
    h(several ? "legend" : "label", { for: several ? null : base }, plainText(block.label),
      block.optional && h("span", { class: "optional" }, " (optional)")),
    control,
    block.hint && h("p", { class: "hint", id: `${base}-hint` }, plainText(block.hint)),
    error && h("p", { class: "error", id: `${base}-error` }, error));
}

// Files of this workspace are shown; the page loads nothing from elsewhere.
export function picture(image) {
  const file = image.slack_file;
  const own = file?.id ?? /\/files\/(F[A-Z0-9]+)$/.exec(file?.url ?? image.image_url ?? "")?.[1];
  if (own) return h("img", { src: `files/${encodeURIComponent(own)}`, alt: image.alt_text, loading: "lazy" });
  return h("span", { class: "no-image" }, `🖼 ${image.alt_text} `, link(image.image_url, "open the image"));
}

const ELEMENTS = {
  button, overflow, image: (part) => picture(part),
  static_select: (part, block, place, attributes) => select(part, part.options.map((option) => [option.value, option.text]), part.initial_option?.value, block, place, attributes),
  users_select: (part, block, place, attributes) => select(part, place.people.map((person) => [person.id, { text: person.real_name }]), part.initial_user, block, place, attributes),
  multi_static_select: (part, block, place) => choices(part, "checkbox", block, place),
  checkboxes: (part, block, place) => choices(part, "checkbox", block, place),
  radio_buttons: (part, block, place) => choices(part, "radio", block, place),
  datepicker: (part, block, place, attributes) => field(part, "date", part.initial_date, block, place, attributes),
  timepicker: (part, block, place, attributes) => field(part, "time", part.initial_time, block, place, attributes),
  number_input: (part, block, place, attributes) => field(part, "text", part.initial_value, block, place, { inputmode: "decimal", ...attributes }),
  plain_text_input: (part, block, place, attributes) => field(part, part.multiline ? null : "text", part.initial_value, block, place, attributes),
};

function element(part, block, place, attributes = {}) {
  return ELEMENTS[part.type]?.(part, block, place, attributes) ?? h("span", { class: "muted" }, `(${part.type})`);
}

// In an input block a change waits for submit; anywhere else it is told at once.
const isQuiet = (block) => block.type === "input" && !block.dispatch_action;

async function press(part, block, place, value) {
  if (part.confirm && !(await askFirst(part.confirm, place.names))) return;
  await place.press({ action_id: part.action_id, block_id: block.block_id, value });
}

function button(part, block, place) {
  const node = h("button", {
    type: "button", class: `b-button ${part.style ?? ""}`, "aria-label": part.accessibility_label ?? null,
    "data-key": `${block.block_id}/${part.action_id}`,
    click: async () => {
      if (node.getAttribute("aria-busy") === "true") return;
      node.setAttribute("aria-busy", "true");
      if (part.url && /^https?:\/\//.test(part.url)) window.open(part.url, "_blank", "noopener,noreferrer");
      try { await press(part, block, place); } finally { node.removeAttribute("aria-busy"); }
    },
  }, plainText(part.text));
  return node;
}

function overflow(part, block, place) {
  return menuButton("More actions", { class: "b-button more", "data-key": `${block.block_id}/${part.action_id}` }, part.options.map((option) => ({
    content: plainText(option.text),
    description: option.description && plainText(option.description),
    choose: () => {
      if (option.url && /^https?:\/\//.test(option.url)) window.open(option.url, "_blank", "noopener,noreferrer");
      press(part, block, place, option.value);
    },
  })));
}

// read: what the person put there, for submit.
function readable(node, part, block, read) {
  node.dataset.action = part.action_id;
  node.dataset.blockId = block.block_id;
  node.readValue = read;
  return node;
}

function start(part, block, place, initial) {
  const kept = place.kept?.(block.block_id, part.action_id);
  return kept === undefined ? initial : kept;
}

const labelled = (part, block) => ({
  "aria-label": block.type === "input" ? null : part.placeholder?.text ?? "Choose",
  "data-key": `${block.block_id}/${part.action_id}`,
});

function select(part, options, initial, block, place, attributes) {
  const chosen = start(part, block, place, initial) ?? "";
  const node = h("select", { ...labelled(part, block), ...attributes, change: () => !isQuiet(block) && node.value && press(part, block, place, node.value) },
    h("option", { value: "" }, part.placeholder ? plainText(part.placeholder) : "Choose…"),
    options.map(([value, text]) => h("option", { value, selected: value === chosen }, plainText(text))));
  return readable(node, part, block, () => node.value || null);
}

function choices(part, type, block, place) {
  const first = type === "radio" ? [part.initial_option?.value] : (part.initial_options ?? []).map((option) => option.value);
  const chosen = [start(part, block, place, first)].flat();
  const name = `${place.idPrefix}-${block.block_id}-${part.action_id}`;
  const boxes = part.options.map((option) => h("input", { type, name, value: option.value, checked: chosen.includes(option.value) }));
  const ticked = () => boxes.filter((box) => box.checked).map((box) => box.value);
  const read = () => (type === "radio" ? ticked()[0] ?? null : ticked());
  const node = h("div", { class: "choices", role: type === "radio" ? "radiogroup" : "group", change: () => !isQuiet(block) && press(part, block, place, read()) },
    part.options.map((option, index) => h("label", {}, boxes[index],
      h("span", { class: "words" }, textObject(option.text, place.names),
        option.description && h("small", {}, textObject(option.description, place.names))))));
  return readable(node, part, block, read);
}

function field(part, type, initial, block, place, attributes) {
  const common = {
    ...labelled(part, block), ...attributes, placeholder: part.placeholder?.text, maxlength: part.max_length,
    autofocus: part.focus_on_load, change: () => !isQuiet(block) && press(part, block, place, node.value),
  };
  const node = type ? h("input", { type, ...common }) : h("textarea", { rows: "4", ...common });
  node.value = start(part, block, place, initial) ?? "";
  return readable(node, part, block, () => node.value || null);
}

// block_id → action_id → value, of everything that can be filled in below a node.
export function readValues(root) {
  const values = {};
  for (const node of root.querySelectorAll("[data-action]")) {
    (values[node.dataset.blockId] ??= {})[node.dataset.action] = node.readValue();
  }
  return values;
}
