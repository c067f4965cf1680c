/** What comes next, and what the rep wanted to say: next slide and speaker notes. */

import { nextSlide, slideAt, course } from "./model.js";
import { part, say } from "../live/dom.js";
import { t } from "../live/words.js";

/** @import {Snapshot} from "../live/types.js" */

export class Aside {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.picture = part(root, "next-image", HTMLImageElement);
    this.end = part(root, "next-none", HTMLElement);
    this.title = part(root, "next-title", HTMLElement);
    this.notes = part(root, "notes", HTMLElement);
    this.noNotes = part(root, "no-notes", HTMLElement);
    this.message = part(root, "key-message", HTMLElement);
  }

  /** @param {Snapshot} snapshot */
  update(snapshot) {
    this.updateNext(snapshot);
    // Before anything is shown the rep reads how to begin.
    const place = snapshot.position ?? course(snapshot.decks)[0] ?? null;
    const slide = slideAt(snapshot.decks, place);
    say(this.notes, slide?.notes ?? "");
    this.noNotes.hidden = Boolean(slide?.notes);
    this.message.hidden = !slide?.key_message;
    say(part(this.message, "text", HTMLElement), slide?.key_message ?? "");
  }

  /** @param {Snapshot} snapshot */
  updateNext(snapshot) {
    const next = nextSlide(course(snapshot.decks), snapshot.position);
    const slide = slideAt(snapshot.decks, next);
    this.picture.hidden = slide === null;
    this.end.hidden = slide !== null;
    say(this.title, slide ? `${slide.number + 1} · ${slide.title}` : "");
    if (!next || !slide) return;
    const source = `/slides/${next.version}/${next.slide}/0/phone`;
    if (this.picture.getAttribute("src") === source) return;
    this.picture.width = slide.width;
    this.picture.height = slide.height;
    this.picture.alt = t("Next slide: {title}", { title: slide.title });
    this.picture.src = source;
  }
}
