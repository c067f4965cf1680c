/**
 * What floats over the console: messages, and on a narrow screen who knocks.
 *
 * Rule: neither lies over anything that is pressed. On a desk messages lie over the live slide, below the
 *       names of who is on stage. On a narrow screen they stand below the knock, which keeps its place, and
 *       the parts of the page give way to both; see over.css and narrow.css.
 */

/**
 * Keeps `--knock`, `--told` and `--head`, in px: what is to be left free.
 * @param {HTMLElement} page
 * @param {HTMLElement} knock
 * @param {HTMLElement} told
 */
export function makeRoom(page, knock, told) {
  const head = page.querySelector(".mixer-head");
  const measure = () => {
    page.style.setProperty("--knock", `${roomOf(knock)}px`);
    // In a dialog messages take no room of the page.
    page.style.setProperty("--told", `${told.parentElement === page ? roomOf(told) : 0}px`);
    page.style.setProperty("--head", `${head instanceof HTMLElement ? roomOf(head) : 0}px`);
  };
  const watcher = new ResizeObserver(measure);
  for (const each of [knock, told, head]) if (each) watcher.observe(each);
}

/** With the gap below. @param {HTMLElement} box */
const roomOf = (box) => (box.offsetHeight > 0 ? Math.ceil(box.offsetHeight) + 8 : 0);
