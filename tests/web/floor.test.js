import { setWords } from "/static/live/words.js";
import { chosen, counts, mayAnswer } from "/static/console/queue.js";
import { aloneText, breakText } from "/static/console/pause.js";
import { queueOf } from "/static/console/hands.js";
import { aloneText as toldAlone } from "/static/room/alone.js";
import { chordAt } from "/static/room/chords.js";
import { crewText, pauseClock, pauseText } from "/static/room/pause.js";
import { endText, sentenceOf } from "/static/room/sentences.js";
import { newest } from "/static/room/told.js";
import { holds, same, test } from "./kit.js";

setWords({}, "en");
const QUESTION = { name: "Ana", text: "Why?", state: "open", votes: 0, at: 1 };
const ASKED = [
  { ...QUESTION, id: "new", state: "pending", at: 1 },
  { ...QUESTION, id: "open", votes: 3, at: 2, text: "In children?" },
  { ...QUESTION, id: "now", at: 3, answering: true },
  { ...QUESTION, id: "mine", at: 4, votes: 1, assigned: "me" },
  { ...QUESTION, id: "said", at: 5, state: "answered" },
  { ...QUESTION, id: "gone", at: 6, state: "dismissed" },
  { ...QUESTION, id: "same", at: 7, merged: "open" },
];
const WISH = { filter: "waiting", order: "votes", search: "", me: "me" };
const ids = (wish) => chosen(ASKED, { ...WISH, ...wish }).map(({ id }) => id);

test("the queue shows what waits: what is being answered first, then by votes or time", () => {
  same(ids({}), ["now", "open", "mine", "new"]);
  same(ids({ order: "oldest" }), ["now", "new", "open", "mine"]);
  same(ids({ order: "newest" }), ["now", "mine", "open", "new"]);
});

test("each filter lets its own through", () => {
  same(ids({ filter: "new" }), ["new"]);
  same(ids({ filter: "approved" }), ["now", "open", "mine"]);
  same(ids({ filter: "mine" }), ["mine"]);
  same(ids({ filter: "answered" }), ["said"]);
  same(ids({ filter: "dismissed" }), ["gone", "same"]);
  same(counts(ASKED, "me"), { waiting: 4, new: 1, approved: 3, mine: 1, answered: 1, dismissed: 2, all: 7 });
});

test("every word of a search must be there", () => {
  same(ids({ filter: "all", search: "CHILDREN in" }), ["open"]);
  same(ids({ filter: "all", search: "ana children" }), ["open"]);
  same(ids({ filter: "all", search: "children why" }), []);
});

test("hosts and moderators answer all, others what was given to them", () => {
  const question = ASKED[3];
  holds(mayAnswer(question, { role: "moderator", me: "x" }));
  holds(mayAnswer(question, { role: "panelist", me: "me" }));
  holds(!mayAnswer(question, { role: "presenter", me: "x" }));
});

test("hands are in the order in which they went up, of those who are here", () => {
  const people = [
    { id: "b", hand: 5, state: "present" },
    { id: "a", hand: 5, state: "reconnecting" },
    { id: "c", hand: 1, state: "present" },
    { id: "d", hand: null, state: "present" },
    { id: "e", hand: 0, state: "left" },
  ];
  same(queueOf(people).map(({ id }) => id), ["c", "a", "b"]);
});

test("the crew reads how long a break goes on, and that it is over", () => {
  same(breakText({ pause: null }, 0), "");
  holds(breakText({ pause: { since: 0, until: null } }, 9).includes("only the crew"), "open end");
  holds(breakText({ pause: { since: 0, until: 65_000 } }, 4_500).includes("1:01"), "it counts");
  holds(breakText({ pause: { since: 0, until: 65_000, ends: true } }, 0).includes("by itself"), "said beforehand");
  holds(breakText({ pause: { since: 0, until: 5 } }, 9).includes("over"), "it ends with nobody's press");
  holds(breakText({ pause: { since: 0, until: 5 } }, 130_000).includes("2 min"), "and for how long it is over");
});

test("the crew reads when a webinar without a host ends", () => {
  same(aloneText({ host_gone: null, phase: "live" }, 0), "");
  same(aloneText({ host_gone: 1, phase: "ended" }, 0), "");
  holds(aloneText({ host_gone: 1_000, phase: "live" }, 31_000).includes("4:30"), "five minutes in all");
});

test("a break says when it goes on, in the reader's zone", () => {
  const at = (until, now) => pauseText({ since: 0, until }, now, "UTC");
  holds(at(null, 0).includes("please stay"), "open end");
  same(at(300_000, 900), at(300_000, 290_000), "said once: only the figures run");
  holds(/^Back at .*12.*05/.test(at(300_000, 900)), "the time of day");
  same(at(5, 6), "We go on in a moment.");
});

test("a break counts down", () => {
  const at = (until, now) => pauseClock({ since: 0, until }, now);
  same(at(300_000, 900), "5:00");
  same(at(300_000, 295_001), "0:05");
  same(at(5, 5), "");
  same(at(null, 5), "");
});

test("whoever stands backstage reads when the stage is seen again", () => {
  const at = (pause, now) => crewText({ since: 0, ...pause }, now, "UTC");
  same(at({ until: null }, 0), "");
  holds(at({ until: 65_000 }, 0).includes("(1:05)"));
  holds(at({ until: 65_000, ends: true }, 0).includes("1:05 you are on stage by yourself"));
  holds(at({ until: 65_000 }, 65_000).includes("over"));
});

test("the newest announcement that I have not put away is seen", () => {
  const announcements = [{ id: "a" }, { id: "b" }];
  same(newest({ announcements }, new Set()).id, "b");
  same(newest({ announcements }, new Set(["b"])).id, "a");
  same(newest({ announcements }, new Set(["a", "b"])), null);
  same(newest({}, new Set()), null);
});

test("a refusal says what it was about", () => {
  const said = (code, name) => sentenceOf({ code }, name);
  same(said("not-allowed", "vote"), "This question takes no more votes.");
  holds(said("not-allowed", "poll_answer").includes("just been closed"), "too late for a poll");
  holds(said("too-many", "chat").includes("text is kept"), "a slow chat");
  holds(said("offline", "ask").includes("text is kept"), "no connection");
  holds(said("room-ended", "ask").includes("over"), "after the end");
  same(said("server-error", "ask"), "The server did not take that. Please try again.");
});

test("who joined by a link reads when a webinar without a host ends", () => {
  same(toldAlone({ host_gone: null, phase: "live" }, 0), "");
  holds(toldAlone({ host_gone: 1_000, phase: "live" }, 61_000).includes("4 minutes"), "it counts");
});

test("the music goes round its four chords", () => {
  holds(chordAt(0) !== chordAt(6), "another chord after six seconds");
  same(chordAt(1), chordAt(25));
});

test("the audience reads why it has ended", () => {
  const page = { webinar: true, host: { name: "Max Stein" } };
  same(endText(page, "host"), "The webinar is over.");
  holds(endText(page, "host-absent").includes("within five minutes"), "nobody's decision");
  holds(endText({ ...page, webinar: false }, "host").includes("Max Stein"), "a meeting is with somebody");
});
