import { facesOf, mainFace, othersOf } from "/static/live/mainface.js";
import { same, test } from "./kit.js";

const person = (id, role = "attendee", state = "present") => ({ id, role, state, since: 0 });
const camera = (participant) => ({ id: `s-${participant}`, participant, kind: "camera" });

/** Max hosts; Ana looks. */
function room(more = {}) {
  return {
    me: "ana",
    pinned: null,
    participants: [person("ana"), person("eva"), person("max", "host"), person("jo")],
    streams: [],
    ...more,
  };
}
const nobody = { speaking: null, mine: null };
const main = (snapshot, looks) => Object.values(mainFace(snapshot, { ...nobody, ...looks }));

test("without more the host is the large face", () => {
  same(main(room()), ["max", "host"]);
});

test("who speaks comes before the host, who is pinned before both, my own choice before all", () => {
  same(main(room(), { speaking: "jo" }), ["jo", "speaking"]);
  same(main(room({ pinned: "eva" }), { speaking: "jo" }), ["eva", "pinned"]);
  same(main(room({ pinned: "eva" }), { speaking: "jo", mine: "max" }), ["max", "mine"]);
});

test("my own face is never the large one", () => {
  same(main(room({ pinned: "ana" }), { speaking: "ana", mine: "ana" }), ["max", "host"]);
});

test("nobody who has gone or is put aside is the large face", () => {
  const gone = room({ pinned: "eva", participants: [person("eva", "attendee", "held")] });
  same(main(gone, { mine: "jo", speaking: "eva" }), [null, "nobody"]);
});

test("who comes back is still there", () => {
  const back = room({ participants: [person("eva", "attendee", "reconnecting")] });
  same(main(back, { speaking: "eva" }), ["eva", "speaking"]);
  same(othersOf(back).length, 1);
});

test("without a host the first is the large one", () => {
  same(main(room({ participants: [person("ana"), person("jo")] })), ["jo", "first"]);
});

test("of many, who is looked at or heard, hosts and who publishes are shown, in their order", () => {
  const ids = ["a", "b", "c", "d", "e"];
  const many = room({
    participants: [...ids.map((id) => person(id)), person("max", "host")],
    streams: [camera("c")],
    pinned: "d",
  });
  same(
    facesOf(many, { speaking: "e", mine: null }, 4).map(({ id }) => id),
    ["c", "d", "e", "max"],
  );
});
