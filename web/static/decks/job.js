/**
 * The page of an import: moves the bar, and goes to the deck when it is there.
 * @module
 */

import { phaseOf, watch } from "./watch.js";

const section = /** @type {HTMLElement} */ (document.getElementById("job"));
const bar = /** @type {HTMLProgressElement} */ (document.getElementById("bar"));
const phase = /** @type {HTMLElement} */ (document.getElementById("phase"));
const figures = /** @type {HTMLElement} */ (document.getElementById("figures"));
const address = section.dataset.watch ?? "";

await watch(address, (job) => {
  bar.value = job.progress;
  phase.textContent = phaseOf(job);
  figures.textContent = `${job.progress} %`;
});
// The server's page knows both ends: the way to the deck, and the reason why there is none.
location.replace(address);
