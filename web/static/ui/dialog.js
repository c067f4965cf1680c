/** A question that has to be answered before the page goes on. @module */

/**
 * Ask in a native dialog; resolves to true only when the named button was pressed.
 * @param {{title: string, text: string, yes: string, no?: string, danger?: boolean}} question
 * @returns {Promise<boolean>}
 */
export function ask({ title, text, yes, no = "Cancel", danger = false }) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  const form = document.createElement("form");
  form.method = "dialog";
  const header = document.createElement("header");
  const head = document.createElement("h2");
  head.textContent = title;
  head.id = "ask-title";
  dialog.setAttribute("aria-labelledby", head.id);
  header.append(head);
  const body = document.createElement("div");
  body.textContent = text;
  const footer = document.createElement("footer");
  footer.append(button(no, "no", ""), button(yes, "yes", danger ? "danger" : "primary"));
  form.append(header, body, footer);
  dialog.append(form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

/**
 * @param {string} text
 * @param {string} value
 * @param {string} kind
 */
function button(text, value, kind) {
  const made = document.createElement("button");
  made.className = kind ? `button ${kind}` : "button";
  made.value = value;
  made.textContent = text;
  return made;
}
