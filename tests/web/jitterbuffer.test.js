import {
  CALM,
  countsOf,
  FIRST_MS,
  MOST_MS,
  Patience,
  STEP_MS,
} from "/static/live/jitterbuffer.js";
import { same, test } from "./kit.js";

const counts = (over) => ({ missed: 0, freezes: 0, concealed: 0, samples: 0, ...over });

test("whoever stumbles over losses waits longer, within bounds", () => {
  const patience = new Patience();
  const found = [1, 2, 3, 4, 5].map((n) => patience.take(counts({ missed: n, freezes: n })));
  same(found, [FIRST_MS, FIRST_MS + STEP_MS, MOST_MS, MOST_MS, MOST_MS]);
});

test("made-up sound counts as stumbling, a little of it does not", () => {
  const patience = new Patience();
  same(patience.take(counts({ missed: 9, concealed: 100, samples: 96_000 })), 0);
  same(patience.take(counts({ missed: 18, concealed: 6_000, samples: 192_000 })), FIRST_MS);
});

test("losses that are repaired in time, and stumbling without losses, change nothing", () => {
  const patience = new Patience();
  same(patience.take(counts({ missed: 50 })), 0);
  same(patience.take(counts({ missed: 50, freezes: 3 })), 0);
});

test("on a way that has become good, it waits less and less, and then not at all", () => {
  const patience = new Patience();
  let last = counts({});
  for (const n of [1, 2, 3]) patience.take((last = counts({ missed: n, freezes: n })));
  const seen = Array.from({ length: 3 * CALM }, () => patience.take(last));
  same([...new Set(seen)], [MOST_MS, MOST_MS - STEP_MS, FIRST_MS, 0]);
});

test("totals are those of all that comes in", () => {
  const stats = new Map([
    ["a", { type: "inbound-rtp", packetsLost: 2, concealedSamples: 9, silentConcealedSamples: 4 }],
    ["v", { type: "inbound-rtp", packetsLost: -1, nackCount: 3, freezeCount: 1 }],
    ["o", { type: "outbound-rtp", packetsLost: 100, nackCount: 100 }],
    ["r", { type: "inbound-rtp", totalSamplesReceived: 480 }],
  ]);
  same(countsOf(stats), { missed: 5, freezes: 1, concealed: 5, samples: 480 });
});
