import { uuid7 } from "/static/live/ids.js";
import { holds, same, test } from "./kit.js";

test("an id is a UUID of version 7", () => {
  holds(
    /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uuid7()),
    uuid7(),
  );
});

test("its first 48 bits are the millisecond, so ids sort by time", () => {
  const at = 1_790_000_000_123;
  same(Number.parseInt(uuid7(at).replace("-", "").slice(0, 12), 16), at);
  holds(uuid7(at) < uuid7(at + 1));
});

test("a thousand ids of one millisecond are a thousand ids", () => {
  same(new Set(Array.from({ length: 1_000 }, () => uuid7(5))).size, 1_000);
});
