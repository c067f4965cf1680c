// Runs before the first paint, therefore no module: a stored choice of light or dark.
(() => {
  try {
    const choice = localStorage.getItem("theme");
    if (choice === "light" || choice === "dark") {
      document.documentElement.dataset.theme = choice;
    }
  } catch {
    // Storage is blocked: the page follows the system.
  }
})();
