import { Outbox } from "/static/live/outbox.js";
import { Disk } from "/static/live/outboxdisk.js";
import { MARKER } from "/static/live/outboxqueue.js";
import { lockOf } from "/static/live/tab.js";
import { holds, same, test, until, wait } from "./kit.js";

const YES = { slides: true, attention: true, recording: false };

/** An outbox of a new meeting, and a server that notes what it is sent. */
async function opened(over = {}, server = {}) {
  const got = [];
  const plan = {
    session: crypto.randomUUID(),
    meeting: crypto.randomUUID(),
    participant: "ana",
    consent: YES,
    beacon: "/beacon",
    token: () => "t",
    send: async (batch) => {
      if (server.refuse) throw Object.assign(new Error("no"), { code: server.refuse(batch) });
      got.push(batch);
      return { stored: batch.events.length, duplicate: 0, discarded: 0, through: batch.through };
    },
    ...over,
  };
  return {
    plan,
    got,
    outbox: await Outbox.open(plan),
    events: () => got.flatMap(({ events }) => events),
  };
}

const onDisk = async ({ meeting, participant }) => (await Disk.open()).read(meeting, participant);
const kinds = (events) => events.map(({ kind }) => kind);

test("events are sent in order, numbered from 1, and then gone from disk", async () => {
  const { plan, outbox, got, events } = await opened();
  for (const kind of ["slide.entered", "slide.left", "slide.entered"])
    outbox.add(kind, { version: "v", slide: 0, step: 0 });
  await outbox.flush();
  same(kinds(events()), ["slide.entered", "slide.left", "slide.entered"]);
  same(
    events().map(({ seq }) => seq),
    [1, 2, 3],
  );
  same([got[0].session, got[0].through], [plan.session, 3]);
  await until(async () => (await onDisk(plan)).events.length === 0);
});

test("by itself it sends within two seconds", async () => {
  const { outbox, events } = await opened();
  await wait(50);
  outbox.add("slide.entered");
  await until(() => events().length === 1, 2_500);
});

test("what was not acknowledged stays, and is sent again with the same id", async () => {
  const server = { refuse: () => "offline" };
  const { plan, outbox, events } = await opened({}, server);
  const { id } = outbox.add("slide.entered");
  await outbox.flush();
  same([outbox.waiting, events().length], [1, 0]);
  await until(async () => (await onDisk(plan)).events.length === 1);
  server.refuse = undefined;
  await outbox.flush();
  same(
    events().map((event) => event.id),
    [id],
  );
});

test("without consent nothing is put in, not even a draft", async () => {
  const { plan, outbox } = await opened({
    consent: { slides: false, attention: false, recording: true },
  });
  same(outbox.add("slide.entered"), null);
  outbox.draft("slide.left", {});
  outbox.settle("slide.left", {});
  await wait(50);
  same([outbox.waiting, outbox.recorded, await onDisk(plan)], [0, 0, { events: [], drafts: [] }]);
});

test("attention needs its own consent, and that to capture", async () => {
  const { outbox } = await opened({
    consent: { slides: true, attention: false, recording: false },
  });
  same(outbox.add("attention.hidden"), null);
  const other = await opened({ consent: { slides: false, attention: true, recording: false } });
  same(other.outbox.add("attention.hidden"), null);
});

test("withdrawal takes out what waits, in memory and on disk", async () => {
  const { plan, outbox, got } = await opened({}, { refuse: () => "offline" });
  outbox.add("slide.entered");
  outbox.draft("slide.left", {});
  await until(async () => (await onDisk(plan)).drafts.length === 1);
  await outbox.allow({ slides: false, attention: false, recording: false });
  await outbox.flush();
  same([outbox.waiting, got, await onDisk(plan)], [0, [], { events: [], drafts: [] }]);
});

test("withdrawing attention alone keeps the rest and counts what went", async () => {
  const server = { refuse: () => "offline" };
  const { outbox, events } = await opened({}, server);
  ["slide.entered", "attention.hidden", "attention.shown"].forEach((kind) => outbox.add(kind));
  await outbox.allow({ slides: true, attention: false, recording: false });
  server.refuse = undefined;
  await outbox.flush();
  same(kinds(events()), ["slide.entered", MARKER]);
  same(events()[1].values, { count: 2 });
});

test("a full box drops attention first and says how many", async () => {
  const server = { refuse: () => "offline" };
  const { outbox, events } = await opened({ limits: { events: 3, bytes: 1e6 } }, server);
  for (const kind of [
    "slide.entered",
    "attention.hidden",
    "slide.left",
    "attention.shown",
    "slide.entered",
  ])
    outbox.add(kind);
  server.refuse = undefined;
  await outbox.flush();
  same(
    kinds(events()).filter((kind) => kind !== MARKER),
    ["slide.left", "slide.entered"],
  );
  same(
    events()
      .filter(({ kind }) => kind === MARKER)
      .map(({ values }) => values.count),
    [3],
  );
  same(outbox.recorded, events().length + 3);
});

test("the event that the server cannot read is dropped alone and counted", async () => {
  const bad = (batch) => (batch.events.some(({ values }) => values?.bad) ? "bad-message" : "");
  const got = [];
  const { outbox } = await opened({
    send: async (batch) => {
      if (bad(batch)) throw Object.assign(new Error("no"), { code: bad(batch) });
      got.push(...batch.events);
    },
  });
  for (let n = 0; n < 9; n += 1)
    outbox.add("slide.entered", { values: n === 4 ? { bad: 1 } : { n } });
  await outbox.flush();
  same(
    got.filter(({ kind }) => kind !== MARKER).map(({ values }) => values.n),
    [0, 1, 2, 3, 5, 6, 7, 8],
  );
  same(
    got.filter(({ kind }) => kind === MARKER).map(({ values }) => values),
    [{ count: 1 }],
  );
  same(outbox.waiting, 0);
});

test("what a tab that is gone has left is sent under its own session", async () => {
  const { plan, outbox } = await opened({}, { refuse: () => "offline" });
  const { id } = outbox.add("slide.entered");
  outbox.close();
  await until(async () => (await onDisk(plan)).events.length === 1);
  const later = await opened({ meeting: plan.meeting });
  await later.outbox.flush();
  same(
    later.got.map(({ session, through, events }) => [session, through, events[0].id]),
    [[plan.session, 1, id]],
  );
});

test("what a living tab has in its box is left to that tab", async () => {
  const { plan, outbox } = await opened({}, { refuse: () => "offline" });
  outbox.add("slide.entered");
  await until(async () => (await onDisk(plan)).events.length === 1);
  let end = () => {};
  void navigator.locks.request(lockOf(plan.session), () => new Promise((done) => (end = done)));
  await until(async () => (await navigator.locks.query()).held.length > 0);
  const later = await opened({ meeting: plan.meeting });
  await later.outbox.flush();
  end();
  same(later.got, []);
});

test("another person of this browser never sends mine", async () => {
  const { plan, outbox } = await opened({}, { refuse: () => "offline" });
  outbox.add("slide.entered");
  await until(async () => (await onDisk(plan)).events.length === 1);
  const later = await opened({ meeting: plan.meeting, participant: "bob" });
  await later.outbox.flush();
  same(later.got, []);
});

test("the draft of a page that died becomes an event of that tab", async () => {
  const { plan, outbox } = await opened({}, { refuse: () => "offline" });
  outbox.add("slide.entered");
  outbox.draft("slide.left", {
    version: "v",
    slide: 0,
    step: 0,
    values: { visible_ms: 4_000, total_ms: 4_000 },
  });
  await until(async () => (await onDisk(plan)).drafts.length === 1);
  const later = await opened({ meeting: plan.meeting });
  await later.outbox.flush();
  same(
    later.events().map(({ seq, kind }) => [seq, kind]),
    [
      [1, "slide.entered"],
      [2, "slide.left"],
    ],
  );
  same(later.events()[1].values.visible_ms, 4_000);
  same((await onDisk(plan)).drafts, []);
});

test("a draft that was settled is sent once", async () => {
  const { plan, outbox, events } = await opened();
  outbox.draft("slide.left", { values: { visible_ms: 1, total_ms: 1 } });
  outbox.settle("slide.left", { values: { visible_ms: 2, total_ms: 2 } });
  await outbox.flush();
  await until(async () => (await onDisk(plan)).drafts.length === 0);
  const later = await opened({ meeting: plan.meeting });
  await later.outbox.flush();
  same([events().map(({ values }) => values.visible_ms), later.events()], [[2], []]);
});

test("draft and event have one id, so that sending both is storing one", async () => {
  const { plan, outbox, events } = await opened();
  outbox.draft("slide.left", {});
  await until(async () => (await onDisk(plan)).drafts.length === 1);
  const [{ event }] = (await onDisk(plan)).drafts;
  outbox.settle("slide.left", {});
  await outbox.flush();
  same(events()[0].id, event.id);
});

test("a beacon carries token and batch, and what waits stays until it is acknowledged", async () => {
  const sent = [];
  navigator.sendBeacon = (address, blob) => sent.push([address, blob]) > 0;
  const { plan, outbox } = await opened({}, { refuse: () => "offline" });
  const { id } = outbox.add("slide.entered");
  holds(outbox.beacon());
  const [[address, blob]] = sent;
  const { token, session, through, events } = JSON.parse(await blob.text());
  same([address, token, session, through, events[0].id], ["/beacon", "t", plan.session, 1, id]);
  same(outbox.waiting, 1);
});

test("the counter goes on after a reload", async () => {
  const { plan, outbox } = await opened();
  outbox.add("slide.entered");
  outbox.add("slide.left");
  await outbox.flush();
  const again = await opened({ meeting: plan.meeting, session: plan.session });
  same(again.outbox.add("slide.entered").seq, 3);
});

test("a browser that keeps nothing on disk still sends", async () => {
  const open = indexedDB.open;
  indexedDB.open = () => {
    throw new DOMException("private", "SecurityError");
  };
  const { outbox, events } = await opened();
  indexedDB.open = open;
  outbox.add("slide.entered");
  await outbox.flush();
  same([outbox.inMemoryOnly, events().length], [true, 1]);
});

test("a disk that never opens holds nobody up", async () => {
  IDBFactory.prototype.open = () => ({ readyState: "pending" });
  const begun = performance.now();
  const disk = await Disk.open();
  same(disk.broken, true);
  holds(performance.now() - begun < 10_000, "the meeting goes on without it");
});
