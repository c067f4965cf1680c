/**
 * The page of an imported list: moves the bar, and loads the page again when the list is over.
 * @module
 */

const EVERY_MS = 1000;

const section = /** @type {HTMLElement} */ (document.getElementById("list"));
const bar = /** @type {HTMLProgressElement} */ (document.getElementById("bar"));
const figures = /** @type {HTMLElement} */ (document.getElementById("figures"));
const address = section.dataset.watch ?? "";

/** @returns {Promise<boolean>} whether there is nothing more to wait for */
async function look() {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    // Signed out, or no longer ours: the page says so in words.
    if (answer.status === 401 || answer.status === 404) return true;
    if (!answer.ok) return false;
    /** @type {{ over: boolean, percent: number }} */
    const list = await answer.json();
    bar.value = list.percent;
    figures.textContent = `${list.percent} %`;
    return list.over;
  } catch {
    // Offline: the work goes on without us, and the next question may get through.
    return false;
  }
}

/** Ask until the list is over, then show what has become of it. */
async function follow() {
  while (!(await look())) await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  location.replace(address);
}

void follow();
