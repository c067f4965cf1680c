/**
 * A file field that takes drops and says which file it holds. Without this script the field works,
 * it only does not show the name.
 * @module
 */

for (const zone of document.querySelectorAll(".dropzone")) {
  if (zone instanceof HTMLElement) tend(zone);
}

/** @param {HTMLElement} zone */
function tend(zone) {
  const input = zone.querySelector("input[type=file]");
  const words = zone.querySelector("[data-file-name]");
  if (!(input instanceof HTMLInputElement) || !words) return;
  input.addEventListener("change", () => {
    const names = Array.from(input.files ?? [], (file) => file.name);
    if (names.length) words.textContent = names.join(", ");
  });
  for (const name of ["dragenter", "dragover"]) zone.addEventListener(name, () => zone.classList.add("over"));
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
}
