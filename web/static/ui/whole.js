// Runs before the modules, therefore none itself: when one of them does not arrive, because the network
// changed while the page was loading, none of them runs, and the page would stand still without a word.
// It is loaded once more by itself; if that does not help, it says so and leaves it to the person.
(() => {
  const own = document.currentScript;
  const PAUSE_MS = 60_000;
  const KEY = "loaded-again";
  let noticed = false;

  /** Whether it may be loaded again without asking: else it would go round and round. */
  function mayLoad() {
    try {
      const last = Number(sessionStorage.getItem(KEY));
      if (!navigator.onLine || Date.now() - last < PAUSE_MS) return false;
      sessionStorage.setItem(KEY, String(Date.now()));
      return true;
    } catch {
      // Storage is blocked: the person decides.
      return false;
    }
  }

  function ask() {
    const line = document.createElement("div");
    line.className = "banner incomplete";
    line.dataset.tone = "danger";
    line.setAttribute("role", "alert");
    const words = document.createElement("div");
    words.textContent = own?.dataset.words ?? "";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button small";
    button.textContent = own?.dataset.again ?? "";
    button.addEventListener("click", () => location.reload());
    line.append(words, button);
    document.body.append(line);
    addEventListener("online", () => location.reload());
  }

  /** @param {Event} event */
  function lacks({ target }) {
    const sheet = target instanceof HTMLLinkElement && target.rel === "stylesheet";
    if (noticed || !(sheet || target instanceof HTMLScriptElement)) return;
    noticed = true;
    if (mayLoad()) location.reload();
    else if (document.body) ask();
    else addEventListener("DOMContentLoaded", ask);
  }

  addEventListener("error", lacks, true);
})();
