// The box one writes in: words for the channel, or a command with a hint of what can follow.

import { h } from "./dom.js";
import { world } from "./server.js";

const SHOWN = 8;

// send(text) and run(shortcut) → a sentence when it did not work, else nothing.
export class Composer {
  constructor(form, label, allowsCommands, send, run = null) {
    Object.assign(this, { form, allowsCommands, send, run, offers: [], at: -1 });
    const listId = `${form.id}-offers`;
    this.input = h("textarea", {
      rows: "1", "aria-label": label, placeholder: label, role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": listId, input: () => this.offer(), keydown: (event) => this.onKey(event), blur: () => setTimeout(() => this.close(), 150),
    });
    this.list = h("ul", { class: "offers", id: listId, role: "listbox", "aria-label": "Commands", hidden: true });
    this.note = h("p", { class: "error", role: "alert" });
    form.append(this.list, this.input, h("button", { type: "submit", class: "b-button primary" }, "Send"), this.note);
    form.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
  }

  label(text) { this.input.placeholder = text; this.input.setAttribute("aria-label", text); }

  async submit() {
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.close();
    this.grow();
    this.form.setAttribute("aria-busy", "true");
    const problem = await this.send(text);
    this.form.removeAttribute("aria-busy");
    this.note.textContent = problem ?? "";
    if (problem && !this.input.value) this.input.value = text;
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 160)}px`;
  }

  offer() {
    this.grow();
    this.note.textContent = "";
    this.offers = this.allowsCommands ? offersFor(this.input.value) : [];
    this.at = -1;
    this.list.hidden = this.offers.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.list.replaceChildren(...this.offers.map((offer, index) => h("li", {
      role: "option", id: `${this.list.id}-${index}`, "aria-selected": "false",
      mousedown: (event) => { event.preventDefault(); this.choose(index); },
    }, h("b", {}, offer.text), offer.hint && h("span", {}, offer.hint))));
    this.select(-1);
  }

  select(index) {
    this.at = index;
    [...this.list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === index)));
    if (index < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.list.id}-${index}`);
  }

  async choose(index) {
    const { shortcut } = this.offers[index];
    if (shortcut) {
      this.input.value = "";
      this.close();
      this.note.textContent = (await this.run(shortcut)) ?? "";
      return;
    }
    this.input.value = `${this.offers[index].text} `;
    this.offer();
    this.input.focus();
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.select(-1);
  }

  onKey(event) {
    if (event.isComposing) return;
    const open = !this.list.hidden;
    const count = this.offers.length;
    if (open && event.key === "ArrowDown") this.select((this.at + 1) % count);
    else if (open && event.key === "ArrowUp") this.select((this.at - 1 + count) % count);
    else if (open && event.key === "Escape") this.close();
    else if (open && event.key === "Tab" && !event.shiftKey) this.choose(Math.max(this.at, 0));
    else if (event.key === "Enter" && !event.shiftKey) (open && this.at >= 0 ? this.choose(this.at) : this.submit());
    else return;
    event.preventDefault();
  }
}

function offersFor(text) {
  if (!text.startsWith("/") || text.includes("\n")) return [];
  const command = world.commands.find((one) => text.startsWith(`${one.name} `));
  if (!command) {
    const sought = text.slice(1).toLowerCase();
    return [
      ...world.commands.filter((one) => one.name.startsWith(text)).map((one) => ({ text: one.name, hint: one.hint })),
      ...world.shortcuts.filter((one) => one.is_global && one.name.toLowerCase().includes(sought))
        .map((one) => ({ text: one.name, hint: "shortcut of Leak Diary", shortcut: one })),
    ];
  }
  const word = text.slice(command.name.length + 1);
  if (/\s/.test(word)) return [];
  const fitting = command.words.filter((one) => one.startsWith(word) && one !== word);
  return fitting.slice(0, word ? SHOWN : command.words.length).map((one) => ({ text: `${command.name} ${one}` }));
}
