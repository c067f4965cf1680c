import { connectionDelay, mediaDelay } from "/static/live/retry.js";
import { holds, same, test } from "./kit.js";

test("the first retry is at a random moment of the first second", () => {
  same([connectionDelay(0, () => 0), connectionDelay(0, () => 0.999)], [0, 999]);
});

test("later retries are at 3, 5, 7 seconds, half more or less", () => {
  for (const [attempt, base] of [
    [1, 3_000],
    [2, 5_000],
    [3, 7_000],
    [9, 7_000],
  ]) {
    same(
      connectionDelay(attempt, () => 0),
      base / 2,
    );
    same(
      connectionDelay(attempt, () => 0.5),
      base,
    );
    holds(connectionDelay(attempt, () => 0.999) < base * 1.5);
  }
});

test("media never waits longer than five seconds", () => {
  for (let attempt = 0; attempt < 50; attempt += 1)
    holds(mediaDelay(attempt, () => 0.999) <= 5_000);
  holds(mediaDelay(0, () => 0.999) < 500);
});
