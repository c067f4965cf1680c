import { ServerTime } from "/static/live/servertime.js";
import { holds, test } from "./kit.js";

/** @param {number} found @param {number} expected */
const near = (found, expected) => holds(Math.abs(found - expected) < 500, `${found} is not about ${expected}`);

test("an old event does not turn the clock back", () => {
  const hour = 3_600_000;
  const clock = new ServerTime(Date.now() + hour);
  clock.hear(Date.now() - hour);
  near(clock.now(), Date.now() + hour);
});

test("what has just happened sets it right", () => {
  const minute = 60_000;
  const clock = new ServerTime(Date.now());
  clock.hear(Date.now() + minute);
  near(clock.now(), Date.now() + minute);
});

test("a computer's clock that was wrong and is put right does not stay wrong here", () => {
  const hour = 3_600_000;
  const clock = new ServerTime(Date.now() + hour);
  clock.set(Date.now());
  near(clock.now(), Date.now());
});
