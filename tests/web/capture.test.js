import { Capture, IDLE_MS } from "/static/live/capture.js";
import { same, test } from "./kit.js";

const at = (slide, step = 0) => ({ version: "v", slide, step });

/** A capture whose sink notes what it is told, and a clock that ticks every second. */
function watched(start = {}) {
  const told = [];
  const drafts = [];
  const note = (kind, { slide, step, values } = {}) =>
    told.push([kind, slide, step, values].filter((each) => each !== undefined));
  const sink = { add: note, settle: note, draft: (kind, fields) => drafts.push(fields.values) };
  const capture = new Capture(sink, { now: 0, visible: true, focused: true, ...start });
  let now = 0;
  const pass = (ms) => {
    for (const end = now + ms; now < end; now = Math.min(end, now + 1_000)) capture.tick(now);
    capture.tick(now);
    return now;
  };
  return { capture, told, drafts, pass, now: () => now };
}

test("a slide is entered when it is drawn and left when the next one is", () => {
  const { capture, told, pass } = watched();
  capture.drawn(at(0), pass(0));
  capture.drawn(at(1), pass(4_200));
  same(told, [
    ["slide.entered", 0, 0],
    ["slide.left", 0, 0, { visible_ms: 4_200, total_ms: 4_200 }],
    ["slide.entered", 1, 0],
  ]);
});

test("only visible milliseconds count as visible", () => {
  const { capture, told, pass } = watched();
  capture.drawn(at(0), pass(0));
  capture.visibility(false, pass(3_000));
  capture.visibility(true, pass(5_000));
  capture.drawn(at(1), pass(2_000));
  same(
    told.find(([kind]) => kind === "slide.left"),
    ["slide.left", 0, 0, { visible_ms: 5_000, total_ms: 10_000 }],
  );
});

test("a slide that comes and goes while the page is hidden was never entered", () => {
  const { capture, told, pass } = watched({ visible: false });
  capture.drawn(at(0), pass(0));
  capture.drawn(at(1), pass(1_000));
  capture.visibility(true, pass(1_000));
  same(told, [["attention.shown"], ["slide.entered", 1, 0]]);
});

test("a build is shown, not a slide entered", () => {
  const { capture, told, pass } = watched();
  capture.drawn(at(0), pass(0));
  capture.drawn(at(0, 1), pass(500));
  capture.drawn(at(0, 2), pass(500));
  capture.drawn(at(1), pass(500));
  same(told, [
    ["slide.entered", 0, 0],
    ["step.shown", 0, 1],
    ["step.shown", 0, 2],
    ["slide.left", 0, 2, { visible_ms: 1_500, total_ms: 1_500 }],
    ["slide.entered", 1, 0],
  ]);
});

test("the same picture drawn again, larger, is nothing new", () => {
  const { capture, told, pass } = watched();
  capture.drawn(at(0), pass(0));
  capture.drawn(at(0), pass(500));
  same(told, [["slide.entered", 0, 0]]);
});

test("a machine that slept was not looked at", () => {
  const { capture, told, pass } = watched();
  capture.drawn(at(0), pass(2_000));
  capture.tick(3_600_000);
  capture.drawn(at(1), 3_601_000);
  same(
    told.find(([kind]) => kind === "slide.left"),
    ["slide.left", 0, 0, { visible_ms: 1_000, total_ms: 3_599_000 }],
  );
});

test("watching ends with the room and begins again with it", () => {
  const { capture, told, pass } = watched();
  capture.drawn(at(0), pass(0));
  capture.watch(false, pass(1_000));
  capture.watch(false, pass(1_000));
  capture.clicked({ x: 0.5, y: 0.5 }, pass(10));
  capture.watch(true, pass(1_000));
  same(told, [
    ["slide.entered", 0, 0],
    ["slide.left", 0, 0, { visible_ms: 1_000, total_ms: 1_000 }],
    ["slide.entered", 0, 0],
  ]);
});

test("something in the slide's place ends the look", () => {
  const { capture, told, pass } = watched();
  capture.drawn(at(0), pass(0));
  capture.drawn(null, pass(2_000));
  capture.drawn(at(0), pass(9_000));
  same(
    told.map(([kind]) => kind),
    ["slide.entered", "slide.left", "slide.entered"],
  );
});

test("clicks and zooms say where", () => {
  const { capture, told, pass } = watched();
  capture.clicked({ x: 0.1, y: 0.1 }, pass(0));
  capture.drawn(at(2, 1), pass(0));
  capture.clicked({ x: 0.25, y: 0.75 }, pass(100));
  capture.zoomed({ scale: 1.96, x: 0.33333, y: 0.5 }, pass(100));
  same(told.slice(1), [
    ["pointer.clicked", 2, 1, { x: 0.25, y: 0.75 }],
    ["slide.zoomed", 2, 1, { scale: 1.96, x: 0.333, y: 0.5 }],
  ]);
});

test("idle time is told in pieces whose sum is the idle time", () => {
  const { capture, told, pass } = watched();
  pass(IDLE_MS);
  same(told, [["attention.idle", { idle_ms: IDLE_MS }]]);
  pass(IDLE_MS);
  capture.activity(pass(7_000));
  const sum = told.reduce((all, [, values]) => all + values.idle_ms, 0);
  same([told.length, sum], [3, 2 * IDLE_MS + 7_000]);
});

test("who moves is not idle", () => {
  const { capture, told, pass } = watched();
  for (let n = 0; n < 5; n += 1) capture.activity(pass(IDLE_MS - 1_000));
  same(told, []);
});

test("idle time ends with the page's being seen", () => {
  const { capture, told, pass } = watched();
  capture.visibility(false, pass(IDLE_MS + 2_000));
  pass(60_000);
  capture.visibility(true, pass(0));
  same(
    told.map(([kind]) => kind),
    ["attention.idle", "attention.idle", "attention.hidden", "attention.shown"],
  );
});

test("focus is told when it changes", () => {
  const { capture, told, pass } = watched();
  capture.focus(true, pass(1));
  capture.focus(false, pass(1));
  capture.focus(false, pass(1));
  capture.focus(true, pass(1));
  same(told, [["attention.blurred"], ["attention.focused"]]);
});

test("a draft says every two seconds what leaving would say", () => {
  const { capture, drafts, pass } = watched();
  capture.drawn(at(0), pass(0));
  pass(10_000);
  same(
    drafts.map(({ visible_ms: ms }) => ms),
    [0, 2_000, 4_000, 6_000, 8_000, 10_000],
  );
});
