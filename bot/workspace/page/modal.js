// The modals the bot opens for the person who looks. <dialog> keeps the focus inside.

import { blocks, readValues } from "./blocks.js";
import { byId, h } from "./dom.js";
import { act, humans, names, world } from "./server.js";
import { plainText } from "./words.js";

const dialog = byId("modal");
let shown = null; // {user, id, hash}
let errors = {};
let notice = "";
const covered = new Map(); // view id → {values, held}: what stood in its inputs when another covered it, and the focus

dialog.addEventListener("cancel", (event) => { event.preventDefault(); close(false); });

export function showModal(user) {
  const view = (world.views[user] ?? []).at(-1);
  if (!view) {
    if (dialog.open) dialog.close();
    shown = null;
    covered.clear();
    return;
  }
  if (shown?.user === user && shown.id === view.id && shown.hash === view.hash) return;
  const isSame = shown?.id === view.id;
  if (!isSame) {
    if (shown && dialog.open) covered.set(shown.id, { values: readValues(dialog), held: document.activeElement?.dataset?.key });
    errors = {};
    notice = "";
  }
  const before = covered.get(view.id);
  draw(user, view, isSame ? readValues(dialog) : before?.values ?? {}, before?.held);
}

// Inputs keep what was typed where block_id and action_id are the same.
function draw(user, view, kept, heldBefore = null) {
  const wasOpen = dialog.open && shown?.id === view.id;
  const held = wasOpen ? document.activeElement?.dataset?.key : heldBefore;
  shown = { user, id: view.id, hash: view.hash };
  const place = {
    names, people: humans(), errors, idPrefix: "modal",
    kept: (block, action) => kept[block]?.[action],
    press: (action) => act("press", { user, view_id: view.id, values: readValues(dialog), ...action }),
  };
  const body = h("form", { class: "modal-body blocks", id: "modal-form", novalidate: true, submit: (event) => { event.preventDefault(); submit(view); } },
    notice && h("p", { class: "error", role: "alert" }, notice), blocks(view.blocks, place));
  dialog.replaceChildren(
    h("header", {}, h("h2", { id: "modal-title" }, plainText(view.title)),
      h("button", { type: "button", class: "quiet", "aria-label": "Close", click: () => close(true) }, "✕")),
    body,
    h("footer", {},
      h("button", { type: "button", class: "b-button", click: () => close(false) }, view.close ? plainText(view.close) : "Cancel"),
      view.submit && h("button", { type: "submit", class: "b-button primary", form: "modal-form" }, plainText(view.submit))));
  if (!dialog.open) dialog.showModal();
  const target = [...dialog.querySelectorAll("[data-key]")].find((node) => node.dataset.key === held);
  const wrong = dialog.querySelector('[aria-invalid="true"]');
  (wrong ?? target ?? dialog.querySelector("[autofocus], input, textarea, select") ?? dialog.querySelector("footer button:last-child")).focus();
}

async function submit(view) {
  const values = readValues(dialog);
  dialog.setAttribute("aria-busy", "true");
  const answer = await act("submit", { user: shown.user, view_id: view.id, values });
  dialog.removeAttribute("aria-busy");
  if (answer.ok || !shown) return;
  errors = answer.errors && !Array.isArray(answer.errors) ? answer.errors : {};
  notice = Object.keys(errors).length ? "" : answer.notice ?? "The workspace does not answer. Try again.";
  draw(shown.user, view, values);
}

function close(clear) {
  if (shown) act("close", { user: shown.user, view_id: shown.id, clear });
}
