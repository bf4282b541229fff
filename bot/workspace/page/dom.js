// Builds the page. Data becomes text nodes and attributes, never markup.

export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// Only addresses that open a page or a letter become links; anything else stays text.
export function link(url, ...children) {
  if (!/^(https?:\/\/|mailto:)/i.test(url)) return h("span", {}, ...children);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

export const byId = (id) => document.getElementById(id);

// A button with a list of choices below it, for overflow elements and for a message's shortcuts.
export function menuButton(label, attributes, choices) {
  const list = h("div", { class: "menu-list", role: "menu", "aria-label": label, hidden: true });
  const button = h("button", {
    type: "button", "aria-label": label, "aria-haspopup": "menu", "aria-expanded": "false", ...attributes,
    click: () => (list.hidden ? open() : close()),
  }, "⋯");
  const items = choices.map((choice) => h("button", {
    type: "button", role: "menuitem", tabindex: "-1", click: () => { close(); choice.choose(); },
  }, choice.content, choice.description ? h("small", {}, choice.description) : null));
  list.append(...items);
  const wrap = h("span", { class: "menu-wrap" }, button, list);
  function open() {
    list.hidden = false;
    button.setAttribute("aria-expanded", "true");
    wrap.classList.toggle("up", button.getBoundingClientRect().bottom > window.innerHeight - 40 * items.length - 60);
    items[0]?.focus();
  }
  function close() {
    list.hidden = true;
    button.setAttribute("aria-expanded", "false");
    button.focus();
  }
  wrap.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const at = items.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) items[(at + step + items.length) % items.length].focus();
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  wrap.addEventListener("focusout", (event) => {
    if (!wrap.contains(event.relatedTarget)) { list.hidden = true; button.setAttribute("aria-expanded", "false"); }
  });
  return wrap;
}
