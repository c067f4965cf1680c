/**
 * Knowing when somebody is back in front of the page: a phone call has ended, a tab is in front
 * again, the browser has brought the page back from where it had put it away.
 */

/**
 * Calls `act` when somebody is back.
 * @param {() => void} act
 * @param {AbortSignal} signal Ends the listening.
 */
export function onReturn(act, signal) {
  document.addEventListener(
    "visibilitychange",
    () => document.visibilityState === "visible" && act(),
    { signal },
  );
  addEventListener("pageshow", act, { signal });
  addEventListener("focus", act, { signal });
}

/**
 * Calls `act` at every tap, click or key: what a browser wants to see before it lets us be heard.
 * @param {() => void} act
 * @param {AbortSignal} signal Ends the listening.
 */
export function onTap(act, signal) {
  for (const kind of ["click", "keydown"]) {
    addEventListener(kind, act, { signal, passive: true, capture: true });
  }
}
