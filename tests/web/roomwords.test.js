import { lineWords } from "/static/console/topbar.js";
import { weakness } from "/static/live/weakline.js";
import { setWords } from "/static/live/words.js";
import { deviceLine } from "/static/room/deviceline.js";
import { noteOf, screenNoteOf, screenOf } from "/static/room/faces.js";
import { networkLine } from "/static/room/network.js";
import { mayShare, shareWords } from "/static/room/shareline.js";
import { holds, same, test } from "./kit.js";

setWords({}, "en");
const ANA = { id: "ana", state: "present" };
const STREAM = { id: "s", audio: true, video: true };
const note = (state, known = {}) =>
  noteOf(state, ANA, { audioOnly: false, stream: STREAM, silent: false, ...known });

test("a tile says why there is no picture", () => {
  same(note("live"), "");
  same(note("weak"), "Picture paused: your connection is weak");
  same(note("weak", { soundless: true }), "Sound and picture paused: your connection is weak");
  same(note("stalled"), "Picture paused");
  same(note("lost"), "Paused");
  same(note("paused"), "");
  same(note("paused", { stream: { ...STREAM, video: false } }), "Camera off");
  same(noteOf("live", { ...ANA, state: "reconnecting" }, { silent: false }), "Reconnecting …");
});

test("a tile says when no sound comes in, whatever the picture does", () => {
  same(note("live", { silent: true }), "No sound is coming in");
});

test("a line on which every picture is left out says that the slides are not", () => {
  const well = { online: true, own: "live", lost: 0, blocked: false, weak: "" };
  same(networkLine(well), null);
  same(networkLine({ ...well, weak: "picture" }).text, "Slides stay in step; video is paused.");
  holds(networkLine({ ...well, weak: "all" }).text.includes("too weak for sound and video"));
});

test("a line is weak when all that is wanted is left out, and says whether the sound is", () => {
  const live = { state: "live", soundless: false };
  const [dark, dead] = [{ state: "weak", soundless: false }, { state: "weak", soundless: true }];
  const unasked = { state: "paused", soundless: false };
  same([[], [live], [unasked], [live, dark], [live, dead]].map(weakness), ["", "", "", "", ""]);
  same([[dark], [dark, unasked], [dark, dead]].map(weakness), ["picture", "picture", "picture"]);
  same([[dead], [dead, unasked]].map(weakness), ["all", "all"]);
});

test("the console's line says the worst that is so", () => {
  same([lineWords("online", ""), lineWords("offline", "all").slice(0, 15)], ["", "Connection lost"]);
  same(lineWords("online", "picture"), "Weak connection: pictures paused");
  same(lineWords("online", "all"), "Weak connection: no sound, no pictures");
});

test("who finds the stage full reads what they can do instead", () => {
  const well = { online: true, own: "full", lost: 0, blocked: false, weak: "" };
  holds(networkLine(well).text.includes("you can listen, chat and raise your hand"));
});

test("the worst of my devices has a line, and a button where there is something to do", () => {
  same(deviceLine([]), null);
  const lost = { sort: "microphone", why: "lost" };
  holds(deviceLine([lost]).text.includes("nobody hears you"), "what the others notice is said");
  same(deviceLine([lost]).button, undefined);
  const use = () => {};
  const offered = deviceLine([{ ...lost, device: "Built-in", use }, { sort: "camera", why: "lost" }]);
  same([offered.button, offered.act, offered.icon], ["Use Built-in", use, "mic-off"]);
  same(deviceLine([{ ...lost, device: "", use }]).button, "Try again");
});

test("only who may publish a screen is offered to", () => {
  same(mayShare(null), false);
  same(["host", "presenter", "panelist", "moderator", "attendee"].map((role) => mayShare({ role })), [
    true,
    true,
    false,
    false,
    false,
  ]);
});

test("a shared screen that does not get through is not called shared", () => {
  const tones = ["connecting", "lost", "blocked", "live"].map(
    (state) => shareWords({ state, audio: true }).tone,
  );
  same(tones, ["wait", "wait", "wait", "good"]);
  holds(shareWords({ state: "live", audio: true }).text.includes("sound"), "its sound is named");
  holds(!shareWords({ state: "live", audio: false }).text.includes("sound"), "or not");
});

test("of two screens the newest is shown, and nobody sees their own", () => {
  const streams = [
    { id: "a", participant: "max", kind: "screen" },
    { id: "b", participant: "eva", kind: "screen" },
  ];
  same(screenOf({ streams }, "ana")?.id, "b");
  same(screenOf({ streams }, "eva")?.id, "a");
  same(screenNoteOf("live"), "");
  same(screenNoteOf("lost"), "The shared screen is interrupted.");
});
