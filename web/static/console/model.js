/**
 * What the console derives from a snapshot.
 *
 * Rule 1: pure. No DOM, no clock, no network: tests run this file under node.
 * Rule 2: a position is compared by version, slide and step; what a deck does inside a step is its own business.
 *
 * @typedef {import("../live/types.js").Snapshot} Snapshot
 * @typedef {import("../live/types.js").Deck} Deck
 * @typedef {import("../live/types.js").Slide} Slide
 * @typedef {import("../live/types.js").Position} Position
 * @typedef {import("../live/types.js").Participant} Participant
 * @typedef {import("../live/volatiletypes.js").Presence} Presence
 * @typedef {import("../live/volatiletypes.js").Measured} Measured
 *
 * @typedef {{version: string, slide: number, step: number}} Stop  A place in the course of the meeting.
 * @typedef {{title: string, slides: {version: string, slide: Slide}[]}} Section  Neighbouring slides of one topic.
 */

/**
 * Every stop of the meeting, in the order in which the rep goes through them.
 * @param {Deck[]} decks
 * @returns {Stop[]}
 */
export function course(decks) {
  return decks.flatMap((deck) =>
    deck.slides.flatMap((slide) =>
      Array.from({ length: Math.max(1, slide.steps) }, (_, step) => ({
        version: deck.version,
        slide: slide.number,
        step,
      })),
    ),
  );
}

/**
 * The index of a position in a course, or -1 before anything is shown.
 * @param {Stop[]} stops
 * @param {Stop | null} position
 */
export function indexOf(stops, position) {
  if (position === null) return -1;
  return stops.findIndex((stop) => sameStop(stop, position));
}

/** @param {Stop} a @param {Stop} b */
export function sameStop(a, b) {
  return a.version === b.version && a.slide === b.slide && a.step === b.step;
}

/**
 * The stop after a position: its next build, else the next slide; null at the end.
 * @param {Stop[]} stops
 * @param {Stop | null} position
 * @returns {Stop | null}
 */
export function after(stops, position) {
  return stops[indexOf(stops, position) + 1] ?? null;
}

/**
 * The stop before a position: the build before, else the end of the slide before; null at the start.
 * @param {Stop[]} stops
 * @param {Stop | null} position
 * @returns {Stop | null}
 */
export function before(stops, position) {
  return stops[indexOf(stops, position) - 1] ?? null;
}

/**
 * The first build of the slide that follows a position's slide; null on the last slide.
 * @param {Stop[]} stops
 * @param {Stop | null} position
 * @returns {Stop | null}
 */
export function nextSlide(stops, position) {
  const rest = stops.slice(indexOf(stops, position) + 1);
  if (position === null) return rest[0] ?? null;
  const away = (/** @type {Stop} */ stop) =>
    stop.version !== position.version || stop.slide !== position.slide;
  return rest.find(away) ?? null;
}

/**
 * The slide at a position, or null when the decks do not hold it.
 * @param {Deck[]} decks
 * @param {{version: string, slide: number} | null} position
 * @returns {Slide | null}
 */
export function slideAt(decks, position) {
  const deck = decks.find((candidate) => candidate.version === position?.version);
  return deck?.slides.find((slide) => slide.number === position?.slide) ?? null;
}

/** The name of a slide in sets and maps. @param {string} version @param {number} slide */
export function slideName(version, slide) {
  return `${version}:${slide}`;
}

/**
 * Neighbouring slides of the same topic, headed by the topic; a deck of its own starts a section of its own.
 * @param {Deck[]} decks
 * @returns {Section[]}
 */
export function sections(decks) {
  return decks.flatMap((deck) => {
    /** @type {Section[]} */
    const found = [];
    for (const slide of deck.slides) {
      const title = slide.topic || found.at(-1)?.title || deck.title;
      if (found.at(-1)?.title !== title) found.push({ title, slides: [] });
      found.at(-1)?.slides.push({ version: deck.version, slide });
    }
    return found;
  });
}

/**
 * How many slides must be shown, and how many of those were.
 * @param {Deck[]} decks
 * @param {ReadonlySet<string>} shown  slide names
 */
export function mandatory(decks, shown) {
  const names = decks.flatMap((deck) =>
    deck.slides
      .filter((slide) => slide.mandatory)
      .map((slide) => slideName(deck.version, slide.number)),
  );
  return { due: names.length, done: names.filter((name) => shown.has(name)).length };
}

/**
 * Minutes and seconds, with hours only when there are any.
 * @param {number} ms
 */
export function duration(ms) {
  const total = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes, seconds] = [
    Math.floor(total / 3600),
    Math.floor(total / 60) % 60,
    total % 60,
  ];
  const tail = `${String(minutes).padStart(2, "0")}:${String(seconds).padStart(2, "0")}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

/**
 * Where a meeting stands against its plan.
 * @param {number | null} started
 * @param {number} plannedMinutes
 * @param {number} now
 * @returns {{elapsed: number, share: number, state: "waiting" | "running" | "closing" | "over"}}
 */
export function pace(started, plannedMinutes, now) {
  if (started === null) return { elapsed: 0, share: 0, state: "waiting" };
  const elapsed = Math.max(0, now - started);
  const planned = plannedMinutes * 60_000;
  const share = planned > 0 ? Math.min(1, elapsed / planned) : 0;
  const left = planned - elapsed;
  return { elapsed, share, state: left < 0 ? "over" : left < 120_000 ? "closing" : "running" };
}

/**
 * Who is in the room beside me, those with a raised hand first (longest wait first), then by arrival.
 * @param {Snapshot} snapshot
 * @returns {Participant[]}
 */
export function audience(snapshot) {
  const there = new Set(["present", "reconnecting", "held"]);
  const others = snapshot.participants.filter(
    (person) => person.id !== snapshot.me && there.has(person.state),
  );
  const crowd = (/** @type {Participant} */ { role }) => Number(role === "attendee");
  return others.sort(
    (a, b) => (a.hand ?? Infinity) - (b.hand ?? Infinity) || crowd(a) - crowd(b) || a.since - b.since,
  );
}

/**
 * Those whom "mute all" silences: whoever may be heard, but hosts and me.
 * @param {Snapshot} snapshot
 */
export function loud({ participants, streams, me }) {
  const heard = new Set(streams.filter(({ audio }) => audio).map(({ participant }) => participant));
  return participants.filter(({ id, role }) => heard.has(id) && role !== "host" && id !== me);
}

/**
 * Who knocks, longest wait first. A webinar's audience waits for the show, not for being let in one by
 * one: of those only who knocks while it is live, put out before, is somebody to decide about.
 * @param {Snapshot} snapshot
 * @param {boolean} [webinar]
 * @returns {Participant[]}
 */
export function lobby({ participants, phase, started }, webinar = false) {
  const late = (/** @type {Participant} */ { since }) => phase === "live" && since > (started ?? 0);
  return participants
    .filter((person) => person.state === "lobby" && (!webinar || late(person)))
    .sort((a, b) => a.since - b.since);
}

/**
 * What one participant looks at, against what is shown: "with-you", another slide, or not known yet.
 * @param {Position | null} position
 * @param {Presence | undefined} presence
 * @returns {{kind: "unknown"} | {kind: "with-you"} | {kind: "elsewhere", slide: number}}
 */
export function gaze(position, presence) {
  if (position === null || presence === undefined || presence.slide === null) return { kind: "unknown" };
  const same = presence.version === position.version && presence.slide === position.slide;
  return same ? { kind: "with-you" } : { kind: "elsewhere", slide: presence.slide };
}

/**
 * How well somebody is connected. For media the server's measure is the truth; what a browser says of
 * itself stands in while the server has none.
 * @param {Presence | undefined} presence
 * @param {Measured | undefined} measured
 * @returns {{bars: number|null, measured: Measured|null}}
 */
export function line(presence, measured) {
  if (measured && measured.score !== null) return { bars: measured.score, measured };
  return { bars: presence?.quality ?? null, measured: null };
}

/** Two letters for a face without a camera. @param {string} name */
export function initials(name) {
  const words = name.replace(/^(dr|prof|mr|mrs|ms)\.?\s+/i, "").split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined];
  return letters.map((word) => [...(word ?? "")][0] ?? "").join("").toUpperCase();
}
