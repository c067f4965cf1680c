import { Store } from "/static/live/store.js";
import { same, test, until } from "./kit.js";

const EMPTY = {
  seq: 5,
  at: 0,
  participants: [],
  chat: [],
  questions: [],
  streams: [],
  position: null,
};
const shown = (seq, slide) => ({
  seq,
  at: seq,
  kind: "slide_shown",
  position: { version: "v", slide, step: 0 },
});

/** A store that notes what its subscribers hear. */
function listening(fetch) {
  const store = new Store(fetch);
  const heard = [];
  store.subscribe((snapshot, event) => heard.push([snapshot.seq, event?.seq ?? null]));
  return { store, heard };
}

const never = () => new Promise(() => {});

test("events are applied in order, each once", () => {
  const { store, heard } = listening(never);
  store.reset(EMPTY);
  store.receive(shown(6, 1));
  store.receive(shown(6, 9));
  store.receive(shown(7, 2));
  same(store.snapshot.position.slide, 2);
  same(heard, [
    [5, null],
    [6, 6],
    [7, 7],
  ]);
});

test("events that overtake wait for the one that is missing", () => {
  const { store } = listening(never);
  store.reset(EMPTY);
  store.receive(shown(7, 2));
  same(store.snapshot.seq, 5);
  store.receive(shown(6, 1));
  same(store.snapshot.seq, 7);
});

test("a gap asks for a snapshot once and goes on from it", async () => {
  let asked = 0;
  const { store } = listening(async () => {
    asked += 1;
    return { ...EMPTY, seq: 8 };
  });
  store.reset(EMPTY);
  store.receive(shown(8, 3));
  store.receive(shown(9, 4));
  await until(() => store.snapshot.seq === 9);
  same([asked, store.snapshot.position.slide], [1, 4]);
});

test("a snapshot that cannot be had is asked for again", async () => {
  let asked = 0;
  const { store } = listening(async () => {
    asked += 1;
    if (asked === 1) throw new Error("offline");
    return { ...EMPTY, seq: 9 };
  });
  store.reset(EMPTY);
  store.receive(shown(9, 4));
  await until(() => store.snapshot.seq === 9, 4_000);
  same(asked, 2);
});

test("after a crash the server's lower counter is the truth", () => {
  const { store } = listening(never);
  store.reset({ ...EMPTY, seq: 50 });
  store.cut();
  store.reset({ ...EMPTY, seq: 40 });
  store.receive(shown(41, 6));
  same([store.snapshot.seq, store.snapshot.position.slide], [41, 6]);
});

test("events before the first snapshot are kept for it", () => {
  const { store } = listening(never);
  store.receive(shown(6, 1));
  store.reset(EMPTY);
  same(store.snapshot.seq, 6);
});

test("a later subscriber hears the snapshot at once, an ended one nothing", () => {
  const { store } = listening(never);
  store.reset(EMPTY);
  const heard = [];
  const end = store.subscribe(({ seq }) => heard.push(seq));
  end();
  store.receive(shown(6, 1));
  same(heard, [5]);
});

test("counts without an event are no whole snapshot", () => {
  const store = new Store(never);
  const heard = [];
  store.subscribe((snapshot, event, whole) => heard.push([event === null, whole]));
  store.reset({ ...EMPTY, questions: [] });
  store.count({ votes: {}, polls: {} });
  store.receive(shown(6, 1));
  same(heard, [[true, true], [true, false], [false, false]]);
});
