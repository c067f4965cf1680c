import { isFull, Place, PLACES } from "/static/live/place.js";
import { same, test } from "./kit.js";

const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const guests = Array.from({ length: PLACES }, (_, n) => `g${n}`);

/** Max hosts; so many guests are on stage; I am Ana. */
function room(on, more = []) {
  const people = [...guests, "ana"].map((id) => ({ id, role: "attendee" }));
  const streams = [...guests.slice(0, on), ...more];
  return {
    me: "ana",
    participants: [...people, { id: "max", role: "host" }],
    streams: streams.map((participant) => ({ id: participant, participant, kind: "camera" })),
  };
}

/** A place that asks at once, and what it has asked. */
function place(wanted = true) {
  const [asked, told] = [[], []];
  const plan = {
    ask: () => asked.push("asked"),
    refused: (pressed) => told.push(["refused", pressed]),
    given: (pressed) => told.push(["given", pressed]),
  };
  const mine = new Place(plan, () => 0);
  mine.wanted = wanted;
  return { mine, asked, told };
}

test("six others fill the stage; hosts, screens and I myself do not count", () => {
  same([isFull(room(5)), isFull(room(6))], [false, true]);
  same(isFull(room(5, ["max", "ana"])), false);
  const screen = { id: "x", participant: "ana", kind: "screen" };
  same(isFull({ ...room(5), streams: [...room(5).streams, screen] }), false);
});

test("for a host the stage is never full", () => {
  same(isFull({ ...room(6), me: "max" }), false);
});

test("a free place is asked for, once", async () => {
  const { mine, asked } = place();
  mine.update("full", room(6));
  await wait(5);
  same(asked.length, 0);
  mine.update("full", room(5));
  mine.update("full", room(5));
  await wait(5);
  same(asked.length, 1);
});

test("who does not want a place does not ask", async () => {
  const { mine, asked } = place(false);
  mine.update("full", room(5));
  await wait(5);
  same(asked.length, 0);
});

test("a place that turned out to be kept is not asked for in a hurry", async () => {
  const { mine, asked } = place();
  mine.update("full", room(5));
  await wait(5);
  mine.update("connecting", room(5));
  mine.update("full", room(5));
  await wait(50);
  same(asked.length, 1);
  mine.close();
});

test("what was taken by another meanwhile is not asked for", async () => {
  const { mine, asked } = place();
  mine.update("full", room(5));
  mine.update("full", room(6));
  await wait(5);
  same(asked.length, 0);
});

test("who gets a place at once is told nothing", () => {
  const { mine, told } = place();
  mine.update("connecting", room(0));
  mine.update("live", room(0));
  same(told, []);
});

test("a place that was waited for is told once", () => {
  const { mine, told } = place();
  for (const state of ["full", "full", "connecting", "live", "lost", "live"]) {
    mine.update(state, room(6));
  }
  same(told, [["refused", null], ["given", null]]);
});

test("a press asks even on a full stage, and its answer knows of the press", () => {
  const { mine, asked, told } = place(false);
  mine.update("full", room(6));
  mine.press("microphone");
  mine.update("connecting", room(6));
  mine.update("full", room(6));
  mine.press("camera");
  mine.update("connecting", room(6));
  mine.update("live", room(6));
  same([asked.length, mine.wanted], [2, true]);
  same(told, [["refused", null], ["refused", "microphone"], ["given", "camera"]]);
});

test("a press does not open a microphone much later", () => {
  const { mine, told } = place(false);
  mine.update("full", room(6));
  mine.press("microphone");
  mine.update("connecting", room(6));
  mine.update("full", room(6));
  mine.update("connecting", room(5));
  mine.update("live", room(5));
  same(told.at(-1), ["given", null]);
});
