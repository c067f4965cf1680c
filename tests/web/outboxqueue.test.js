import { BATCH_BYTES, MARKER, Queue } from "/static/live/outboxqueue.js";
import { holds, same, test } from "./kit.js";

const entry = (seq, kind = "slide.entered", session = "a", size = 100) => ({
  session,
  seq,
  meeting: "m",
  participant: "p",
  size,
  event: { id: `${session}${seq}`, seq, kind, at: seq },
});
const seqs = (entries) => (entries ?? []).map(({ seq }) => seq);

test("a batch is of one session, in order", () => {
  const queue = new Queue();
  [entry(1), entry(2), entry(1, "slide.left", "b")].forEach((each) => queue.add(each));
  same(seqs(queue.batch()), [1, 2]);
  queue.remove("a", new Set([1, 2]));
  same(queue.batch()?.[0]?.session, "b");
});

test("a batch has at most 200 events and fits the server's frame", () => {
  const queue = new Queue();
  for (let seq = 1; seq <= 300; seq += 1) queue.add(entry(seq));
  same(queue.batch()?.length, 200);
  const large = new Queue();
  for (let seq = 1; seq <= 20; seq += 1) large.add(entry(seq, "slide.left", "a", 5_000));
  const batch = large.batch() ?? [];
  holds(batch.length > 1 && batch.length * 5_000 <= BATCH_BYTES);
});

test("one event larger than a batch is sent alone", () => {
  const queue = new Queue();
  queue.add(entry(1, "slide.left", "a", 2 * BATCH_BYTES));
  queue.add(entry(2));
  same(seqs(queue.batch()), [1]);
});

test("where there is no room the oldest attention event goes first", () => {
  const queue = new Queue({ events: 3, bytes: 1e6 });
  const kinds = [
    "slide.entered",
    "attention.hidden",
    "slide.left",
    "attention.shown",
    "slide.entered",
  ];
  kinds.forEach((kind, n) => queue.add(entry(n + 1, kind)));
  same(seqs(queue.shed()), [2, 4]);
  queue.add(entry(6));
  same(seqs(queue.shed()), [1]);
});

test("bytes are counted as well as events", () => {
  const queue = new Queue({ events: 100, bytes: 250 });
  [1, 2, 3].forEach((seq) => queue.add(entry(seq)));
  same([seqs(queue.shed()), queue.size], [[1], 2]);
});

test("a marker is never given up", () => {
  const queue = new Queue({ events: 1, bytes: 1e6 });
  queue.add(entry(1, MARKER));
  queue.add(entry(2));
  same([seqs(queue.shed()), seqs(queue.batch())], [[2], [1]]);
});

test("what may be kept no more is taken out", () => {
  const queue = new Queue();
  [entry(1), entry(2, "attention.hidden"), entry(3)].forEach((each) => queue.add(each));
  same(seqs(queue.take(({ event }) => event.kind.startsWith("attention."))), [2]);
  same([seqs(queue.batch()), queue.size], [[1, 3], 2]);
});
