import { SlideView } from "/static/live/slides.js";
import { setWords } from "/static/live/words.js";
import { holds, same, test, until, wait } from "./kit.js";

setWords({}, "en");
const slides = (width, height) =>
  [0, 1, 2].map((number) => ({
    number,
    key: `k${number}`,
    title: `Title ${number}`,
    steps: number === 1 ? 2 : 1,
    width,
    height,
  }));
const deck = (version, width = 1920, height = 1080) => ({
  version,
  deck: "d",
  title: "Deck",
  slides: slides(width, height),
});
const at = (version, slide, step = 0) => ({ version, slide, step });

/** A view in a frame of a given size, and what it tells. */
function framed(version, { width = 640, height = 360, ratio = [1920, 1080] } = {}) {
  const root = document.createElement("div");
  root.style.cssText = `position: fixed; inset: 0 auto auto 0; width: ${width}px; height: ${height}px`;
  root.tabIndex = 0;
  document.body.append(root);
  const view = new SlideView(root);
  const told = [];
  for (const name of ["shown", "failed", "clicked", "zoomed"])
    view.on(name, (detail) => told.push([name, detail]));
  const decks = [deck(version, ...ratio)];
  return {
    root,
    view,
    told,
    show: (slide, step = 0) => view.show(decks, at(version, slide, step)),
    canvas: root.querySelector(".slide-view-canvas"),
  };
}

const isShown =
  (root, slide, step = 0) =>
  () =>
    root.dataset.state === "shown" &&
    root.dataset.slide === String(slide) &&
    root.dataset.step === String(step);
const kinds = (told) => told.map(([name, { slide, step }]) => `${name} ${slide}.${step}`);

/** A tap with one finger at a point of the window. */
function tap(root, clientX, clientY) {
  const options = { clientX, clientY, pointerId: 1, button: 0, bubbles: true };
  root.setPointerCapture = () => {};
  root.dispatchEvent(new PointerEvent("pointerdown", options));
  root.dispatchEvent(new PointerEvent("pointerup", options));
}

test("a slide is shown with its title for those who do not see it", async () => {
  const { root, show, told } = framed("a");
  show(0);
  await until(isShown(root, 0));
  same(root.querySelector("img").alt, "Slide 1: Title 0");
  same(kinds(told), ["shown 0.0"]);
});

test("the picture fits the frame and the screen", async () => {
  const { root, show } = framed("b", { width: 320, height: 180 });
  show(0);
  await until(isShown(root, 0));
  holds(
    root.querySelector("img").src.endsWith("/slides/b/0/0/thumb"),
    root.querySelector("img").src,
  );
});

test("a slide of any shape is letterboxed, never cut", async () => {
  const { root, canvas, show } = framed("c", { width: 600, height: 300, ratio: [1000, 1000] });
  show(0);
  await until(isShown(root, 0));
  const box = canvas.getBoundingClientRect();
  same([Math.round(box.width), Math.round(box.height), Math.round(box.left)], [300, 300, 150]);
});

test("the neighbours are fetched before they are needed", async () => {
  const { root, show } = framed("d");
  show(1, 0);
  await until(isShown(root, 1));
  const fetched = () =>
    performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname);
  await until(() =>
    ["/slides/d/1/1/phone", "/slides/d/0/0/phone"].every((path) => fetched().includes(path)),
  );
  const before = performance.now();
  show(1, 1);
  await until(isShown(root, 1, 1));
  holds(performance.now() - before < 100, "it was not there at once");
});

test("the newest position wins, whatever arrives late", async () => {
  const { root, show, told } = framed("slow");
  show(0);
  show(1);
  show(2);
  await until(isShown(root, 2));
  await wait(900);
  same(kinds(told), ["shown 2.0"]);
  same(root.querySelectorAll("img").length, 1);
});

test("a slow slide is first seen small, and told once", async () => {
  const { root, show, told } = framed("slow", { width: 900, height: 506 });
  show(0);
  await until(() => root.dataset.slide === "0");
  same(root.dataset.state, "loading");
  await until(isShown(root, 0));
  same(kinds(told), ["shown 0.0"]);
});

test("a slide that cannot be fetched says so, tries again, and then is shown", async () => {
  const { root, show, told } = framed("flaky", { width: 300, height: 169 });
  show(0);
  await until(() => root.dataset.state === "failed");
  holds(!root.querySelector(".slide-view-trouble").hidden);
  await until(isShown(root, 0), 4_000);
  same(kinds(told), ["failed 0.0", "shown 0.0"]);
  holds(root.querySelector(".slide-view-trouble").hidden);
});

test("after a failure the next slide is shown as ever", async () => {
  const { root, view, show } = framed("broken");
  show(0);
  await until(() => root.dataset.state === "failed");
  view.show([deck("e")], at("e", 1));
  await until(isShown(root, 1));
});

test("a click tells its place on the slide, beside the slide it tells nothing", async () => {
  const { root, show, told } = framed("f", { width: 600, height: 300, ratio: [1000, 1000] });
  show(0);
  await until(isShown(root, 0));
  tap(root, 225, 150);
  await wait(400);
  tap(root, 20, 20);
  same(
    told.filter(([name]) => name === "clicked"),
    [["clicked", { x: 0.25, y: 0.5 }]],
  );
});

test("two taps zoom, two more show the whole slide again", async () => {
  const { root, view, show, told } = framed("g");
  show(0);
  await until(isShown(root, 0));
  tap(root, 320, 180);
  tap(root, 320, 180);
  same([view.view.scale, root.dataset.scale], [2.5, "2.50"]);
  await until(() => told.some(([name]) => name === "zoomed"));
  tap(root, 100, 100);
  tap(root, 100, 100);
  same(view.view.scale, 1);
  same(told.filter(([name]) => name === "clicked").length, 2);
});

test("keys zoom and pan, and leave other keys to the page", async () => {
  const { root, view, show } = framed("h");
  show(0);
  await until(isShown(root, 0));
  const press = (key) => {
    const event = new KeyboardEvent("keydown", { key, cancelable: true });
    root.dispatchEvent(event);
    return event.defaultPrevented;
  };
  same([press("ArrowLeft"), press("x")], [false, false]);
  holds(press("+") && view.view.scale > 1);
  const { x } = view.view;
  holds(press("ArrowRight") && view.view.x > x);
  holds(press("0") && view.view.scale === 1);
});

test("a place is found on a zoomed slide too", async () => {
  const { root, view, show } = framed("i");
  show(0);
  await until(isShown(root, 0));
  view.zoomBy(2);
  same(view.locate(320, 180), { x: 0.5, y: 0.5 });
  same(view.locate(0, 0), { x: 0.25, y: 0.25 });
});

test("another slide is seen whole, a build keeps the zoom", async () => {
  const { root, view, show } = framed("j");
  show(1, 0);
  await until(isShown(root, 1));
  view.zoomBy(2);
  show(1, 1);
  await until(isShown(root, 1, 1));
  same(view.view.scale, 2);
  show(2);
  same(view.view.scale, 1);
});

test("the pointer is seen on its own slide only", async () => {
  const { root, view, show } = framed("k");
  show(1);
  await until(isShown(root, 1));
  const pointer = root.querySelector(".slide-view-pointer");
  view.point({ slide: 0, x: 0.5, y: 0.5, shown: true });
  holds(pointer.hidden);
  view.point({ slide: 1, x: 0.5, y: 0.25, shown: true });
  same([pointer.hidden, pointer.style.left, pointer.style.top], [false, "50%", "25%"]);
  show(2);
  holds(pointer.hidden);
});

test("a zoomed slide fetches the sharper picture", async () => {
  const { root, view, show } = framed("l", { width: 700, height: 394 });
  show(0);
  await until(isShown(root, 0));
  holds(root.querySelector("img").src.endsWith("phone"));
  view.zoomBy(2);
  await until(() => root.querySelector("img:last-of-type").src.endsWith("full"));
});

test("nothing on stage is nothing seen", async () => {
  const { root, view, show } = framed("m");
  show(0);
  await until(isShown(root, 0));
  view.show([], null);
  same([root.dataset.state, view.seen, root.querySelectorAll("img").length], ["empty", null, 0]);
});
