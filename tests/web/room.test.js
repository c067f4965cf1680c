import { setWords } from "/static/live/words.js";
import { announce } from "/static/room/announce.js";
import { networkLine } from "/static/room/network.js";
import { initialsOf } from "/static/room/faces.js";
import { holds, same, test } from "./kit.js";

setWords({}, "en");
const PAGE = { me: "ana", host: { id: "max", name: "Max Stein", given: "Max" } };
const DECKS = [
  {
    version: "v",
    slides: [
      { number: 0, title: "Start" },
      { number: 1, title: "Efficacy" },
    ],
  },
];
const SNAPSHOT = {
  decks: DECKS,
  participants: [
    { id: "max", name: "Max Stein" },
    { id: "eva", name: "Eva" },
  ],
};
const tell = (event) => announce(event, SNAPSHOT, PAGE);

test("a new slide is read out, a build of it is not", () => {
  const shown = (step) => ({ kind: "slide_shown", position: { version: "v", slide: 1, step } });
  same([tell(shown(0)), tell(shown(1))], [{ voice: "Slide 2: Efficacy" }, {}]);
});

test("what concerns me is a message, what concerns others is read out", () => {
  same(
    tell({ kind: "participant_muted", participant: { id: "ana" } }).message?.includes("Max"),
    true,
  );
  same(tell({ kind: "participant_muted", participant: { id: "eva" } }), {});
  same(tell({ kind: "participant_left", participant: { id: "eva", name: "Eva" } }), {
    voice: "Eva has left.",
  });
  same(tell({ kind: "reacted", by: "eva", reaction: "clap" }), { voice: "Eva: Applause" });
});

test("my own hand, message and reaction are not told to me", () => {
  same(tell({ kind: "hand_lowered", by: "ana", participant: { id: "ana" } }), {});
  same(tell({ kind: "chat_posted", message: { by: "ana", name: "Ana", text: "x" } }), {});
  same(tell({ kind: "reacted", by: "ana", reaction: "clap" }), {});
});

test("an unknown kind says nothing", () => {
  same(tell({ kind: "moon_landed" }), {});
});

test("the network line says the worst that is so", () => {
  const line = (over) =>
    networkLine({
      online: true,
      own: "live",
      lost: 0,
      blocked: false,
      takeBack: () => {},
      ...over,
    });
  same(line({}), null);
  same(line({ own: "idle" }), null);
  holds(line({ online: false, lost: 2, own: "lost" }).text.includes("reconnecting"));
  same(line({ lost: 1 }).text, "Slides stay in step; video is paused.");
  holds(line({ lost: 1, blocked: true }).text.includes("lets no video through"));
  holds(line({ own: "lost" }).text.includes("your video is paused"));
  same(line({ own: "yielded" }).button, "Use them here");
});

test("initials leave titles out", () => {
  same(["Dr. Ana Bergmann", "Prof. Dr. Max Stein", "Eva", ""].map(initialsOf), [
    "AB",
    "MS",
    "E",
    "",
  ]);
});
