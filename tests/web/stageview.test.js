import { setWords } from "/static/live/words.js";
import { stateText } from "/static/console/people.js";
import { leavingWords } from "/static/console/topbar.js";
import { crewLines, newLines, withoutCrew } from "/static/console/crewchat.js";
import { HEIGHT, WIDTH, pathOf, pillarsOf, until as untilNow } from "/static/console/curve.js";
import { attentionWords, curveWords, pathWords, reactionWords } from "/static/console/figures.js";
import { plightWords, sinceWords } from "/static/console/trouble.js";
import { isElsewhere, paceWords } from "/static/console/runsheet.js";
import { minutesOf, sheetOf } from "/static/console/sheet.js";
import { wings } from "/static/console/wings.js";
import { holds, same, test } from "./kit.js";

setWords({}, "en");
const MINUTE = 60_000;
const STARTS = 1_000 * MINUTE;
const part = (minutes, started = null) => ({ minutes, title: "Part", speaker: "", started });
const at = (minute, started = STARTS) => ({ starts: STARTS, started, minutes: 60, now: STARTS + minute * MINUTE });
const states = (agenda, hours) => sheetOf(agenda, hours).lines.map(({ state }) => state);

test("a run sheet says what runs and what comes next", () => {
  const agenda = [part(5), part(20), part(15)];
  same(states(agenda, at(-5, null)), ["next", "later", "later"]);
  agenda[0].started = STARTS;
  same(states(agenda, at(1)), ["now", "next", "later"]);
  agenda[1].started = STARTS + 5 * MINUTE;
  same(states(agenda, at(6)), ["done", "now", "next"]);
});

test("what was passed over is not done", () => {
  same(states([part(5, STARTS), part(20), part(15, STARTS + 1)], at(6)), ["done", "skipped", "now"]);
});

test("going back to a part takes the later one for done", () => {
  same(states([part(5, STARTS + 9), part(20, STARTS + 1), part(15)], at(6)), ["now", "done", "next"]);
});

test("parts begin when those before them should be over", () => {
  const { lines } = sheetOf([part(5), part(20), part(15)], at(0));
  same(lines.map((line) => (line.at - STARTS) / MINUTE), [0, 5, 25]);
});

test("a show is behind by what the part that runs cannot make good", () => {
  const late = [part(5, STARTS), part(20, STARTS + 8 * MINUTE)];
  same(minutesOf(sheetOf(late, at(9)).behind), 3);
  same(minutesOf(sheetOf(late, at(30)).behind), 5);
  holds(sheetOf(late, at(30)).over && !sheetOf(late, at(9)).over, "over time is said of what has had its time");
  same(minutesOf(sheetOf([part(5, STARTS), part(20, STARTS + 3 * MINUTE)], at(4)).behind), -2);
});

test("nothing is said of the pace before the first part, nor of the end before it is live", () => {
  same(sheetOf([part(5)], at(-3, null)), { ...sheetOf([part(5)], at(-3, null)), behind: null, left: null });
  same(paceWords({ behind: null, left: null }), { state: "waiting", behind: "", left: "" });
});

test("a show at quite another hour is measured from when it went live", () => {
  const started = STARTS + 300 * MINUTE;
  const { lines, behind, left } = sheetOf([part(5, started)], at(301, started));
  same([lines[0].at, behind, left], [started, 0, 59 * MINUTE]);
});

test("a webinar without an agenda still knows its time", () => {
  const sheet = sheetOf([], at(50));
  same(sheet, { lines: [], behind: null, left: 10 * MINUTE, over: false });
});

test("the pace is told in whole minutes, with a sign when it is late", () => {
  same(paceWords({ behind: 30_000, left: 20 * MINUTE }), { state: "good", behind: "On time", left: "20 min left" });
  same(paceWords({ behind: 3 * MINUTE, left: MINUTE }).behind, "3 min behind");
  same(paceWords({ behind: -2 * MINUTE, left: MINUTE }), { state: "good", behind: "2 min ahead", left: "1 min left" });
  same(paceWords({ behind: 0, left: -4 * MINUTE }), { state: "late", behind: "On time", left: "4 min over" });
});

test("who waits backstage, and who is seen", () => {
  const person = (id, role, more = {}) => ({ id, role, state: "present", backstage: false, invited: false, ...more });
  const { waiting, onAir } = wings([
    person("max", "host"),
    person("ida", "panelist", { backstage: true }),
    person("ana", "attendee", { invited: true }),
    person("bob", "attendee"),
    person("per", "panelist", { state: "left" }),
    person("eve", "presenter", { state: "reconnecting" }),
  ]);
  same(waiting.map(({ id }) => id), ["ida", "ana"]);
  same(onAir.map(({ id }) => id), ["max", "eve"]);
});

test("what the crew says stands in its own place alone", () => {
  const chat = [{ id: "1", channel: "all" }, { id: "2", channel: "crew" }, { id: "3", channel: "hosts" }];
  same(crewLines(chat).map(({ id }) => id), ["2"]);
  same(withoutCrew({ chat }).chat.map(({ id }) => id), ["1", "3"]);
});

test("a curve begins at zero, fills its box, and is a level line after one minute", () => {
  same(pathOf([]), { stroke: "", area: "" });
  same(pathOf([0, 10]).stroke, `M0 ${HEIGHT}L${WIDTH} 4`);
  same(pathOf([7]).stroke, `M0 4L${WIDTH} 4`);
  holds(pathOf([3, 5]).area.endsWith(`L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z`), "the area is closed at the foot");
});

test("a curve goes on while nothing new is told", () => {
  same(untilNow([3, 5], 0, 4, 119_000), [3, 5]);
  same(untilNow([3, 5], 0, 4, 240_000), [3, 5, 4, 4, 4]);
  same(untilNow([], null, 4, 240_000), []);
  same(untilNow([1], 0, 1, 1e12).length, 1_440);
});

test("reactions stand under their minute", () => {
  same(pillarsOf([0, 2, 4], 4).map(({ x }) => x), [75, 150]);
  holds(pillarsOf([0, 2, 4], 4)[1].height > pillarsOf([0, 2, 4], 4)[0].height, "more is higher");
});

test("what cannot be told is said so", () => {
  same(attentionWords(null), "fewer than five agreed to tell");
  same(attentionWords({ share: 71, of: 7 }), "71 % of 7 who agreed");
  same(reactionWords({}), "none yet");
  same(pathWords({}, 0), "nobody yet");
  same(curveWords([]), "No curve yet: the doors are closed");
});

test("who has no media has slides only", () => {
  same(pathWords({ udp: 6, tcp: 1 }, 9), "UDP 6 · TCP 1 · slides only 2");
  const three = reactionWords({ clap: 2, heart: 9, laugh: 1, confused: 1 });
  same(three.match(/\d+/g), ["9", "2", "1"]);
});

test("trouble says what, by which way, since when", () => {
  same(plightWords("poor", "tcp"), "Poor sound and picture · TCP");
  same(plightWords("lost", null), "Connection lost, coming back …");
  same([sinceWords(59_000), sinceWords(60_000), sinceWords(600_000)], ["just now", "1 min", "10 min"]);
});

test("new lines are counted in a chat that is full, too", () => {
  const lines = (...ids) => ids.map((id) => ({ id }));
  same(newLines(null, lines("a", "b")), 0);
  same(newLines(new Set(["a", "b"]), lines("a", "b", "c")), 1);
  same(newLines(new Set(["a", "b"]), lines("b", "c")), 1);
  same(newLines(new Set(["a", "b"]), lines("b")), 0);
});

test("a crowd that is sent home is counted, not named", () => {
  same(leavingWords([]), "Nobody else is in the room.");
  same(leavingWords(["Ana", "Bo"]), "Ana, Bo will see the goodbye page.");
  same(leavingWords(Array.from({ length: 900 }, (_, n) => `N ${n}`)), "900 people will see the goodbye page.");
});

test("nobody waits for a slide of the crew, whose consoles tell of none", () => {
  const snapshot = { role: "host", position: { version: "v", slide: 0, step: 0 } };
  const seen = (role) => stateText({ role, state: "present" }, snapshot, undefined);
  same(["host", "moderator", "presenter", "panelist"].map(seen), Array(4).fill("In the room"));
  same(seen("attendee"), "Slide is loading …");
});

test("whoever sits in another zone is told whose hours these are", () => {
  const mine = Intl.DateTimeFormat().resolvedOptions().timeZone;
  same(isElsewhere(mine, Date.now()), false);
  const edges = ["Pacific/Kiritimati", "Pacific/Pago_Pago"].filter((zone) => zone !== mine);
  holds(edges.every((zone) => isElsewhere(zone, Date.now())));
});
