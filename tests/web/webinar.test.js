import { setWords } from "/static/live/words.js";
import { Store } from "/static/live/store.js";
import { pollNow } from "/static/room/polls.js";
import { barsOf } from "/static/room/pollresults.js";
import { inOrder, isOf } from "/static/room/questions.js";
import { pollOf } from "/static/console/polls.js";
import { standing } from "/static/console/show.js";
import { soonFace } from "/static/room/soon.js";
import { readyText } from "/static/room/stagecheck.js";
import { holds, same, test } from "./kit.js";

setWords({}, "en");
const POLL = { id: "p", state: "open", shown: false, options: ["a", "b", "c"], results: [] };

test("the poll that waits for an answer comes first, then the newest that can be seen", () => {
  const open = { ...POLL, id: "open" };
  const later = { ...POLL, id: "later", state: "closed", shown: true };
  same(pollNow({}), null);
  same(pollNow({ polls: [open, later] }).id, "open");
  same(pollNow({ polls: [open, later], my_answers: { open: [1] } }).id, "later");
  same(pollNow({ polls: [{ ...POLL, state: "closed" }] }), null);
});

test("bars are shares of those who answered; a ranking's are points, the best first", () => {
  const shown = { ...POLL, kind: "multiple", answered: 4, results: [1, 3, 0], correct: [1] };
  const bars = barsOf(shown, [0]);
  same(bars.map(({ value }) => value), ["25 %", "75 %", "0 %"]);
  same(bars.map(({ mine, right }) => [mine, right]), [[true, false], [false, true], [false, false]]);
  same(barsOf({ ...shown, kind: "ranking" }, [0, 1, 2]).map(({ text }) => text), ["b", "a", "c"]);
  same(barsOf({ ...shown, answered: 0, results: [] }, []).map(({ share }) => share), [0, 0, 0]);
});

test("a webinar's questions are in the order of who wants an answer", () => {
  const asked = [
    { id: "1", at: 1, votes: 0, state: "open" },
    { id: "2", at: 2, votes: 9, state: "answered" },
    { id: "3", at: 3, votes: 4, state: "open" },
  ];
  same(inOrder(asked, true).map(({ id }) => id), ["3", "1", "2"]);
  same(inOrder(asked, false), asked);
});

test("a vote, and having asked, count for what a question was put to", () => {
  const thread = { id: "1", same: ["2", "3"] };
  same([["1"], ["3"], ["4"], []].map((ids) => isOf(thread, ids)), [true, true, false, false]);
  same(isOf({ id: "2" }, ["2"]), true);
});

test("the door says when it opens", () => {
  const at = { starts: 3_600_000, liveAt: null, now: 0, zone: "UTC" };
  holds(soonFace(at).text.includes("in 60 min"), "near: the minutes are told");
  holds(!soonFace({ ...at, starts: 9e6 }).text.includes("min"), "far: the time alone");
  same(soonFace({ ...at, now: 3_600_000 }).title, "The webinar begins in a moment");
  same(soonFace({ ...at, now: 1_000, liveAt: 5_500 }).title, "We begin in 5 s");
  same(soonFace({ ...at, now: 6_000, liveAt: 5_500 }).title, "We begin in 0 s");
});

test("votes that are told as a count change nothing else", () => {
  const store = new Store(() => new Promise(() => {}));
  store.count({ votes: { q: 3 }, polls: {} });
  same(store.snapshot, null);
  const question = { id: "q", votes: 1, text: "Why?" };
  store.reset({ seq: 4, questions: [question, { ...question, id: "r" }] });
  store.count({ votes: { q: 3 }, polls: {} });
  same(store.snapshot.questions, [{ ...question, votes: 3 }, { ...question, id: "r" }]);
  same(store.snapshot.seq, 4);
});

test("a poll is taken from the form only when it makes sense", () => {
  const form = { kind: "single", question: " Why? ", options: "a\n\n b \na", right: "" };
  same(pollOf(form), { kind: "single", question: "Why?", options: ["a", "b"], correct: null });
  same(pollOf({ ...form, right: "2" }).correct, [1]);
  same(pollOf({ ...form, right: "3" }), null);
  same(pollOf({ ...form, options: "a" }), null);
  same(pollOf({ ...form, question: " " }), null);
  same(pollOf({ ...form, kind: "text" }).options, []);
  same(pollOf({ ...form, kind: "ranking", right: "1" }).correct, null);
});

test("the bar says how the show stands", () => {
  const participants = [
    { role: "attendee", state: "lobby" },
    { role: "attendee", state: "present" },
    { role: "host", state: "present" },
  ];
  const practice = { phase: "waiting", live_at: null, participants, role: "host" };
  same(standing(practice, 0).state, "practice");
  holds(standing(practice, 0).text.includes("1 wait"), "who waits is counted");
  same(standing({ ...practice, live_at: 9_500 }, 1_000).text, "Live in 9 s");
  same(standing({ ...practice, phase: "live" }, 0).text, "Live: 1 in the audience");
  same(standing({ ...practice, phase: "live", role: "presenter" }, 0).text, "Live");
});

test("results that are shown follow the answers of others", () => {
  const store = new Store(() => new Promise(() => {}));
  store.reset({ seq: 4, questions: [], polls: [{ id: "p", answered: 1, results: [1, 0] }] });
  store.count({ votes: {}, polls: { p: { answered: 2, results: [1, 1] } } });
  same(store.snapshot.polls, [{ id: "p", answered: 2, results: [1, 1] }]);
});

test("before the stage it is said what everybody will get, and what is missing", () => {
  const both = { asked: false, any: true, audio: true, video: true };
  same(readyText(both), "On stage, everybody sees and hears you.");
  same(readyText({ ...both, video: false }), "On stage, everybody hears you; your camera is off.");
  same(readyText({ ...both, audio: false }), "On stage, everybody sees you; your microphone is off.");
  holds(readyText({ ...both, audio: false, video: false }).startsWith("Both are off"), "both off");
  const none = { asked: false, any: false, audio: false, video: false };
  holds(readyText(none).includes("stay in the audience"), "nothing is open");
  same(readyText({ ...none, asked: true }), "Waiting for your permission …");
});
