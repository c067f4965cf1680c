import { bars, between, pathOf, worst } from "/static/live/mediastats.js";
import { same, test } from "./kit.js";

const reading = (over) => ({
  at: 0,
  bytes: 0,
  lost: 0,
  packets: 0,
  rtt_ms: null,
  frames: 0,
  ...over,
});

test("quality is what happened between two readings", () => {
  const before = reading({ at: 1_000, bytes: 10_000, lost: 5, packets: 100 });
  const after = reading({ at: 3_000, bytes: 260_000, lost: 15, packets: 290, rtt_ms: 40 });
  same(between(before, after), { rtt_ms: 40, loss: 0.05, kbps: 1_000, relayed: false });
});

test("counters that begin anew are no negative quality", () => {
  const found = between(
    reading({ at: 0, bytes: 9_000, lost: 9, packets: 90 }),
    reading({ at: 1_000 }),
  );
  same(found, { rtt_ms: null, loss: 0, kbps: 0, relayed: false });
});

test("bars fall with loss and with delay", () => {
  same(bars(null), 0);
  const of = (rtt_ms, loss) => bars({ rtt_ms, loss, kbps: 100 });
  same(
    [of(30, 0), of(250, 0), of(30, 0.02), of(500, 0), of(30, 0.05), of(900, 0), of(30, 0.2)],
    [4, 3, 3, 2, 2, 1, 1],
  );
});

test("the worst of several connections counts, bits add up", () => {
  const one = { rtt_ms: 20, loss: 0.1, kbps: 300 };
  const other = { rtt_ms: null, loss: 0, kbps: 700 };
  same(worst([one, other]), { rtt_ms: 20, loss: 0.1, kbps: 1_000, relayed: false });
  same(worst([one, { ...other, relayed: true }]).relayed, true);
  same(worst([]), null);
});

test("the way of the nominated pair is named", () => {
  const stats = (local) =>
    new Map([
      ["p", { id: "p", type: "candidate-pair", nominated: true, localCandidateId: "l" }],
      ["l", { id: "l", type: "local-candidate", ...local }],
    ]);
  same(pathOf(stats({ protocol: "udp", candidateType: "host" })), "direct");
  same(pathOf(stats({ protocol: "tcp", candidateType: "host" })), "tcp");
  same(pathOf(stats({ protocol: "udp", candidateType: "relay", relayProtocol: "tls" })), "relay");
});

test("of several nominated pairs the one that is in use is named", () => {
  const pair = (id, more) => [id, { id, type: "candidate-pair", nominated: true, ...more }];
  const locals = [
    ["u", { id: "u", type: "local-candidate", protocol: "udp", candidateType: "host" }],
    ["t", { id: "t", type: "local-candidate", protocol: "tcp", candidateType: "host" }],
  ];
  const chromium = new Map([
    pair("one", { localCandidateId: "t" }),
    pair("two", { localCandidateId: "u" }),
    ["T", { id: "T", type: "transport", selectedCandidatePairId: "two" }],
    ...locals,
  ]);
  same(pathOf(chromium), "direct");
  const firefox = new Map([
    pair("one", { localCandidateId: "u", selected: false }),
    pair("two", { localCandidateId: "t", selected: true }),
    ...locals,
  ]);
  same(pathOf(firefox), "tcp");
});
