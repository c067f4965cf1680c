import { apply } from "/static/live/state.js";
import { same, test } from "./kit.js";

test("every golden case gives what the server's apply gives", async () => {
  const { cases } = await (await fetch("/tests/rooms/golden.json")).json();
  for (const { name, snapshot, event, expected } of cases) {
    try {
      same(apply(snapshot, event), expected);
    } catch (error) {
      throw new Error(`${name}: ${error.message}`);
    }
  }
});

test("an unknown kind moves the counter and nothing else", async () => {
  const { cases } = await (await fetch("/tests/rooms/golden.json")).json();
  const { snapshot } = cases.at(-1);
  const event = { seq: snapshot.seq + 1, at: 7, kind: "moon_landed", participant: { id: "x" } };
  same(apply(snapshot, event), { ...snapshot, seq: snapshot.seq + 1, at: 7 });
});

test("a snapshot is never changed", async () => {
  const { cases } = await (await fetch("/tests/rooms/golden.json")).json();
  for (const { snapshot, event } of cases) {
    const before = structuredClone(snapshot);
    apply(snapshot, event);
    same(snapshot, before);
  }
});
