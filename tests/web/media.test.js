import { cameraEncodings, screenEncodings } from "/static/live/encodings.js";
import { Flow } from "/static/live/flow.js";
import { LostDevice } from "/static/live/lostdevice.js";
import { Revival } from "/static/live/revival.js";
import { heightOf } from "/static/live/sight.js";
import { holds, same, test } from "./kit.js";

const rids = (encodings) => encodings.map(({ rid }) => rid ?? "");

test("a camera is sent in layers from small to large, a small one in fewer", () => {
  same(rids(cameraEncodings(720)), ["q", "h", "f"]);
  same(rids(cameraEncodings(0)), ["q", "h", "f"]);
  same(rids(cameraEncodings(360)), ["h", "f"]);
  same(rids(cameraEncodings(180)), [""]);
  const sizes = cameraEncodings(720).map((each) => each.scaleResolutionDownBy);
  same(sizes, [4, 2, 1]);
});

test("a screen is sent once and sharp", () => {
  same(screenEncodings().length, 1);
  same(screenEncodings()[0].scaleResolutionDownBy, undefined);
});

test("what stands still for four seconds is stalled, and moves again at the first packet", () => {
  const flow = new Flow();
  const read = (audio, now) => [...flow.read({ audio, video: null }, now)];
  same([read(10, 0), read(10, 3_999)], [[], []]);
  same(read(10, 4_000), ["audio"]);
  same(read(11, 5_000), []);
});

test("what is switched off need not flow", () => {
  const flow = new Flow();
  flow.read({ audio: 10, video: 10 }, 0);
  same([...flow.read({ audio: null, video: 10 }, 5_000)], ["video"]);
  same([...flow.read({ audio: 10, video: null }, 6_000)], []);
});

test("a new connection is no proof that something flows", () => {
  const flow = new Flow();
  flow.read({ audio: 10, video: null }, 0);
  flow.read({ audio: 10, video: null }, 4_000);
  flow.reset();
  same([...flow.read({ audio: 0, video: null }, 5_000)], ["audio"]);
  same([...flow.read({ audio: 1, video: null }, 6_000)], []);
});

test("a dead microphone is first connected anew, then opened anew, ever more rarely", () => {
  const revival = new Revival();
  same([revival.step(0), revival.step(7_999)], ["renegotiate", null]);
  same([revival.step(8_000), revival.step(16_000)], ["reopen", "renegotiate"]);
  same([revival.step(24_000), revival.step(32_000)], [null, "reopen"]);
  revival.forget();
  same(revival.step(32_001), "renegotiate");
});

const HEADSET = { deviceId: "h", label: "Headset" };
const BUILT_IN = { deviceId: "b", label: "Built-in" };

test("a device that is back is used again, another one is only offered", () => {
  const lost = new LostDevice("microphone", HEADSET, true);
  same(lost.look([]), { how: "wait", device: null });
  same(lost.look([BUILT_IN]), { how: "offer", device: BUILT_IN });
  same(lost.look([BUILT_IN, HEADSET]), { how: "again", device: HEADSET });
});

test("a device is known by its name when it was given a new id", () => {
  const lost = new LostDevice("microphone", HEADSET, true);
  const again = { deviceId: "other", label: "Headset" };
  same(lost.look([BUILT_IN, again]), { how: "again", device: again });
});

test("a device that is listed and does not open is tried once, then offered", () => {
  const lost = new LostDevice("camera", HEADSET, true);
  same(lost.look([HEADSET]).how, "again");
  same(lost.look([HEADSET]), { how: "offer", device: HEADSET });
  same(lost.offer, HEADSET);
});

test("a height is told in steps, and a wide tile counts by its width", () => {
  const pixels = (clientWidth, clientHeight) => heightOf({ clientWidth, clientHeight });
  same(pixels(160, 100) % 30, 0);
  same(pixels(160, 100), pixels(162, 101));
  holds(pixels(640, 100) >= 360 * devicePixelRatio, "a cropped picture needs all of its height");
});
