import { LARGEST, panned, transformOf, WHOLE, zoomed } from "/static/live/slidezoom.js";
import { holds, same, test } from "./kit.js";

/** Where a point of the slide is seen in the frame, 0 to 1. */
const seen = ({ scale, x, y }, point) => ({
  x: 0.5 + (point.x - x) * scale,
  y: 0.5 + (point.y - y) * scale,
});
const near = (a, b) => Math.abs(a.x - b.x) < 1e-9 && Math.abs(a.y - b.y) < 1e-9;

test("the point under the finger stays under the finger", () => {
  const point = { x: 0.3, y: 0.6 };
  const once = zoomed(WHOLE, 2, point);
  holds(near(seen(once, point), seen(WHOLE, point)));
  const twice = zoomed(once, 1.5, point);
  holds(near(seen(twice, point), seen(WHOLE, point)));
});

test("zooming in and out again shows the whole slide", () => {
  const view = zoomed(zoomed(WHOLE, 3, { x: 0.1, y: 0.9 }), 1 / 3, { x: 0.8, y: 0.2 });
  same(view, { scale: 1, x: 0.5, y: 0.5 });
});

test("zoom has an end in both directions", () => {
  same(zoomed(WHOLE, 100, WHOLE).scale, LARGEST);
  same(zoomed(WHOLE, 0.01, WHOLE), { scale: 1, x: 0.5, y: 0.5 });
});

test("a drag moves by what the finger moved and stops at the edge", () => {
  const view = zoomed(WHOLE, 2, WHOLE);
  same(panned(view, 0.2, 0), { scale: 2, x: 0.4, y: 0.5 });
  same(panned(view, 9, -9), { scale: 2, x: 0.25, y: 0.75 });
});

test("the whole slide needs no transform", () => {
  same(transformOf(WHOLE), "none");
  same(transformOf({ scale: 2, x: 0.75, y: 0.5 }), "translate(-50.000%, 0.000%) scale(2.0000)");
});
