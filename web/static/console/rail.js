/**
 * The left rail: every slide as a thumbnail, in sections, with a tick for what was shown and a mark
 * for what must be.
 */

import { mandatory, sections, slideName } from "./model.js";
import { part, say, stamp } from "../live/dom.js";
import { follow } from "../live/rows.js";
import { t } from "../live/words.js";

/**
 * @typedef {import("./model.js").Snapshot} Snapshot
 * @typedef {import("./model.js").Section} Section
 */

export class Rail {
  /**
   * @param {HTMLElement} root
   * @param {((stop: {version: string, slide: number, step: number}) => void) | null} show  null: my role
   *   only looks at the slides
   */
  constructor(root, show) {
    this.root = root;
    this.leads = show !== null;
    this.list = part(root, "sections", HTMLElement);
    this.count = part(root, "mandatory", HTMLElement);
    this.current = "";
    this.list.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button[data-slide]") : null;
      if (!(button instanceof HTMLElement)) return;
      show?.({ version: button.dataset.version ?? "", slide: Number(button.dataset.slide), step: 0 });
    });
  }

  /**
   * @param {Snapshot} snapshot
   * @param {ReadonlySet<string>} shown  slide names that were shown in this meeting
   */
  update(snapshot, shown) {
    const at = snapshot.position;
    const current = at ? slideName(at.version, at.slide) : "";
    follow(
      this.list,
      sections(snapshot.decks),
      (section) => sectionKey(section),
      () => stamp("rail-section"),
      (element, section) => this.fill(element, section, current, shown, snapshot.ratings ?? {}),
    );
    const { due, done } = mandatory(snapshot.decks, shown);
    this.count.hidden = due === 0;
    say(this.count, t("{done} of {due} mandatory slides shown", { done, due }));
    if (current !== this.current) this.reveal(current);
    this.current = current;
  }

  /**
   * @param {HTMLElement} element
   * @param {Section} section
   * @param {string} current
   * @param {ReadonlySet<string>} shown
   * @param {Record<string, string>} ratings
   */
  fill(element, section, current, shown, ratings) {
    say(part(element, "title", HTMLElement), section.title);
    follow(
      part(element, "slides", HTMLElement),
      section.slides,
      ({ version, slide }) => slideName(version, slide.number),
      () => stamp("rail-slide"),
      (item, { version, slide }) => {
        const name = slideName(version, slide.number);
        const button = part(item, "show", HTMLButtonElement);
        button.disabled = !this.leads;
        button.dataset.version = version;
        button.dataset.slide = String(slide.number);
        button.toggleAttribute("aria-current", name === current);
        button.dataset.shown = String(shown.has(name));
        button.dataset.mandatory = String(slide.mandatory === true);
        item.dataset.rating = ratings[name] ?? "";
        const image = part(item, "image", HTMLImageElement);
        const source = `/slides/${version}/${slide.number}/0/thumb`;
        if (image.getAttribute("src") !== source) {
          image.width = 160;
          image.height = Math.round((160 * slide.height) / slide.width);
          image.src = source;
        }
        say(part(item, "number", HTMLElement), String(slide.number + 1));
        say(part(item, "title", HTMLElement), slide.title);
        say(part(item, "state", HTMLElement), stateText(slide.mandatory === true, shown.has(name)));
      },
    );
  }

  /** Bring the live slide's thumbnail into view without moving the page. @param {string} name */
  reveal(name) {
    const item = this.list.querySelector(`[data-key="${CSS.escape(name)}"]`);
    if (!(item instanceof HTMLElement)) return;
    const rail = this.root.getBoundingClientRect();
    const box = item.getBoundingClientRect();
    this.root.scrollBy({
      top: box.top - rail.top - (rail.height - box.height) / 2,
      left: box.left - rail.left - (rail.width - box.width) / 2,
    });
  }
}

/** @param {Section} section */
function sectionKey(section) {
  const first = section.slides[0];
  return first ? slideName(first.version, first.slide.number) : section.title;
}

/** @param {boolean} isMandatory @param {boolean} wasShown */
function stateText(isMandatory, wasShown) {
  if (isMandatory) return wasShown ? t("mandatory, shown") : t("mandatory, not shown yet");
  return wasShown ? t("shown") : "";
}
