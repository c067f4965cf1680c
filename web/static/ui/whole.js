// Runs before the modules, therefore none itself: when one of them does not arrive, because the network
// changed while the page was loading, none of them runs, and the page would stand still without a word.
// It is loaded once more by itself; if that does not help, it says so and leaves it to the person. What
// fails once the page has loaded is not looked at, nor what is not ours (extensions add scripts, too).
(() => {
  const own = document.currentScript;
  const KEY = "loaded-again";
  const ears = new AbortController();
  const { signal } = ears;
  const listening = { capture: true, signal };

  /** Whether it may be loaded again without asking: else it would go round and round. */
  function mayLoad() {
    try {
      if (!navigator.onLine || sessionStorage.getItem(KEY)) return false;
      sessionStorage.setItem(KEY, "yes");
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
  }

  /** @param {Event} event */
  function lacks({ target }) {
    const sheet = target instanceof HTMLLinkElement && target.rel === "stylesheet" ? target.href : "";
    const address = target instanceof HTMLScriptElement ? target.src : sheet;
    if (!address.startsWith(`${location.origin}/`)) return;
    ears.abort();
    if (mayLoad()) location.reload();
    else if (document.body) ask();
    else addEventListener("DOMContentLoaded", ask);
  }

  function complete() {
    ears.abort();
    try {
      sessionStorage.removeItem(KEY);
    } catch {
      // Storage is blocked.
    }
  }

  addEventListener("error", lacks, listening);
  addEventListener("load", complete, { signal });
})();
