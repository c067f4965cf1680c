/**
 * The countdown to the next meeting, by the server's clock: a wrong clock in the browser must not
 * make anybody late.
 * @module
 */

const sign = document.querySelector("[data-countdown]");
const MINUTE = 60_000;

if (sign instanceof HTMLElement) {
  const starts = Number(sign.dataset.countdown);
  const started = Number(sign.dataset.since);
  const skew = Number(sign.dataset.now) - Date.now();
  const tick = () => {
    const now = Date.now() + skew;
    sign.textContent = started ? since(now - started) : countdown(starts - now);
    sign.classList.toggle("soon", starts - now < 10 * MINUTE);
  };
  tick();
  setInterval(tick, 1000);
}

/**
 * The same words as server/pages/today.py writes at first.
 * @param {number} ms  until the start; negative when it is past
 * @returns {string}
 */
export function countdown(ms) {
  const minutes = Math.ceil(ms / MINUTE);
  if (ms <= -MINUTE) return `Due ${words(Math.floor(-ms / MINUTE))} ago`;
  if (ms <= 0) return "Now";
  if (minutes < 60) return `in ${words(minutes)}`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `in ${hours} h ${minutes % 60} min`;
  const days = Math.floor(hours / 24);
  return days === 1 ? "in 1 day" : `in ${days} days`;
}

/** @param {number} ms  since a live meeting began */
function since(ms) {
  return `Live for ${words(Math.max(1, Math.floor(ms / MINUTE)))}`;
}

/** @param {number} minutes */
function words(minutes) {
  return minutes === 1 ? "1 minute" : `${minutes} minutes`;
}
