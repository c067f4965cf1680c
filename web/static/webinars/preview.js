/**
 * The public page beside the form, drawn anew by the server whenever the form rests.
 *
 * It stands in a frame without scripts. Each drawing gets a frame of its own, which takes the old
 * one's place once it is ready: nothing flickers, and the browser's way back stays as it was.
 * @module
 */

const PAUSE_MS = 600;

/** @typedef {(field: string, sentence: string) => void} Wrong */

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} panel
 * @param {Wrong} wrong  told the field that is at fault, and what of it; "" and "" when none is
 */
export function makePreview(form, panel, wrong) {
  const sheet = /** @type {HTMLElement} */ (panel.querySelector("#preview-sheet"));
  const note = /** @type {HTMLElement} */ (panel.querySelector("#preview-note"));
  const language = /** @type {HTMLSelectElement} */ (panel.querySelector("#preview-language"));
  const size = /** @type {HTMLSelectElement} */ (panel.querySelector("#preview-size"));
  let timer = 0;
  /** @type {AbortController | undefined} */
  let running;
  panel.hidden = false;

  async function draw() {
    running?.abort();
    const mine = (running = new AbortController());
    try {
      const answer = await fetch(address(), {
        method: "POST",
        body: textsOf(form),
        headers: { Accept: "application/json, text/html" },
        signal: mine.signal,
      });
      if (answer.status === 422) {
        const told = await answer.json();
        wrong(told.field ?? "", told.sentence ?? told.title);
        say(`The preview waits: ${told.sentence ?? told.title}`);
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      wrong("", "");
      say("");
      place(await answer.text());
    } catch (error) {
      // A newer drawing took its place, or the network is away: the form is untouched.
      if (!mine.signal.aborted) say("The preview cannot be drawn at the moment.");
    }
  }

  function address() {
    const found = new URL(panel.dataset.path ?? "", location.href);
    found.searchParams.set("lang", language.value);
    return found;
  }

  /** @param {string} words */
  function say(words) {
    note.textContent = words;
    note.hidden = !words;
  }

  /** @param {string} page */
  function place(page) {
    const old = sheet.querySelector("iframe");
    const frame = document.createElement("iframe");
    // Without allow-scripts nothing of it runs; of our origin it must be to load our styles.
    frame.setAttribute("sandbox", "allow-same-origin");
    frame.title = "Preview of the public page";
    frame.inert = true;
    // Its scripts could only complain that they may not run.
    frame.srcdoc = page.replaceAll(/<script[\s\S]*?<\/script>/g, "");
    frame.style.visibility = "hidden";
    frame.addEventListener("load", () => {
      fit(frame);
      frame.style.visibility = "visible";
      old?.remove();
    });
    sheet.append(frame);
  }

  /** @param {HTMLIFrameElement} frame */
  function fit(frame) {
    const width = Number(size.value);
    const scale = Math.min(1, sheet.clientWidth / width);
    frame.style.width = `${width}px`;
    const inside = frame.contentDocument?.documentElement;
    frame.style.height = `${Math.max(inside?.scrollHeight ?? 0, 400)}px`;
    frame.style.transform = `scale(${scale})`;
    frame.style.left = `${Math.max(0, (sheet.clientWidth - width * scale) / 2)}px`;
  }

  const again = () => {
    const frame = sheet.querySelector("iframe");
    if (frame) fit(frame);
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => void draw(), PAUSE_MS);
  });
  language.addEventListener("change", () => void draw());
  size.addEventListener("change", again);
  new ResizeObserver(again).observe(sheet);
  void draw();
}

/**
 * The form as it is sent, without files.
 * @param {HTMLFormElement} form
 * @returns {URLSearchParams}
 */
function textsOf(form) {
  const texts = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") texts.append(name, value);
  return texts;
}
