import { addressOf, neighbours, sizeFor } from "/static/live/slideimages.js";
import { same, test } from "./kit.js";

const DECKS = [{ version: "v", slides: [{ steps: 1 }, { steps: 3 }, { steps: 1 }] }];
const at = (slide, step) => ({ version: "v", slide, step });

test("the smallest picture that is sharp is chosen", () => {
  same([200, 352, 353, 1_000, 1_056, 1_057, 4_000].map(sizeFor), [
    "thumb",
    "thumb",
    "phone",
    "phone",
    "phone",
    "full",
    "full",
  ]);
});

test("an address says version, slide, build and size", () => {
  same(addressOf({ version: "a/b", slide: 2, step: 1 }, "phone"), "/slides/a%2Fb/2/1/phone");
});

test("next and previous count builds", () => {
  same(neighbours(DECKS, at(0, 0)), [at(1, 0)]);
  same(neighbours(DECKS, at(1, 0)), [at(1, 1), at(0, 0)]);
  same(neighbours(DECKS, at(1, 2)), [at(2, 0), at(1, 1)]);
  same(neighbours(DECKS, at(2, 0)), [at(1, 2)]);
  same(neighbours(DECKS, { version: "other", slide: 0, step: 0 }), []);
});
