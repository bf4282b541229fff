// "Are you sure?", as an element's confirm object asks it.

import { byId, h } from "./dom.js";
import { plainText, textObject } from "./words.js";

export function askFirst(confirm, names) {
  const dialog = byId("confirm");
  return new Promise((resolve) => {
    const answer = (yes) => () => { dialog.close(); resolve(yes); };
    const deny = h("button", { type: "button", class: "b-button", click: answer(false) }, plainText(confirm.deny));
    dialog.replaceChildren(
      h("header", {}, h("h2", { id: "confirm-title" }, plainText(confirm.title))),
      h("div", { class: "modal-body words", id: "confirm-text" }, textObject(confirm.text, names)),
      h("footer", {}, deny,
        h("button", { type: "button", class: `b-button ${confirm.style ?? "primary"}`, click: answer(true) }, plainText(confirm.confirm))));
    dialog.oncancel = answer(false);
    dialog.showModal();
    deny.focus();
  });
}
