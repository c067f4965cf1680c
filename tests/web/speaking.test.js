import { Speaking } from "/static/live/speaking.js";
import { same, test } from "./kit.js";

function listened() {
  const speaking = new Speaking();
  const told = [];
  speaking.on("change", () => told.push(speaking.id));
  return { speaking, told };
}

test("the newest word counts, and the same word is no news", () => {
  const { speaking, told } = listened();
  speaking.reset({ speaking: "max" });
  speaking.hear({ participant: "max" });
  speaking.hear({ participant: "eva" });
  speaking.hear({ participant: null });
  same(told, ["max", "eva", null]);
});

test("after a cut nobody is believed to speak", () => {
  const { speaking, told } = listened();
  speaking.hear({ participant: "max" });
  speaking.cut();
  same([speaking.id, told], [null, ["max", null]]);
});
