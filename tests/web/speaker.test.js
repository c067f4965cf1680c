import { Speaker } from "/static/room/speaker.js";
import { same, test } from "./kit.js";

const max = (level) => [
  { id: "max", level },
  { id: "eva", level: 0 },
];

test("who speaks for a while is the speaker", () => {
  const speaker = new Speaker();
  same([speaker.hear(max(0.3), 0), speaker.id], [false, null]);
  same([speaker.hear(max(0.3), 500), speaker.id], [true, "max"]);
});

test("a cough makes nobody the speaker", () => {
  const speaker = new Speaker();
  speaker.hear(max(0.9), 0);
  speaker.hear(max(0), 200);
  speaker.hear(max(0.9), 500);
  same(speaker.id, null);
});

test("a short pause takes nothing away, a long one does", () => {
  const speaker = new Speaker();
  speaker.hear(max(0.3), 0);
  speaker.hear(max(0.3), 400);
  speaker.hear(max(0), 1_500);
  same(speaker.id, "max");
  speaker.hear(max(0), 2_000);
  same(speaker.id, null);
});
