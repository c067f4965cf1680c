/**
 * A double click presses once.
 *
 * Rule 1: what a first click has changed lies under the second: the next guest's "Let in", "Close" where
 *         "Open" was. Nobody means that one.
 * Rule 2: what may be pressed quickly says so: the way through the slides, more of a break. My own camera
 *         and microphone too: a microphone that I switch off is off.
 */

const ONCE = "[data-act]:not([data-act='show'], [data-act='rate_slide'])";

/** @param {Document} page */
export function pressOnce(page) {
  page.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (event.detail < 2 || !button?.closest(ONCE) || button.closest("[data-again]")) return;
    event.preventDefault();
    event.stopPropagation();
  }, { capture: true });
}
