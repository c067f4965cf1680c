import { open, openOne, remember } from "/static/live/devices.js";
import { openInstead } from "/static/live/exchange.js";
import { holds, same, test } from "./kit.js";

/** A system with these devices; what it was asked for is noted. */
function system(...there) {
  const asked = [];
  const track = () => document.createElement("canvas").captureStream().getVideoTracks()[0];
  const getUserMedia = async (wishes) => {
    asked.push(wishes);
    for (const wish of Object.values(wishes)) {
      const id = wish.deviceId?.exact;
      if (id && !there.includes(id)) throw new DOMException("gone", "OverconstrainedError");
    }
    return new MediaStream(Object.values(wishes).map(track));
  };
  Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia }, configurable: true });
  localStorage.removeItem("lectern.devices");
  return asked;
}

test("a device that is chosen is demanded, and nothing else is opened", async () => {
  const asked = system("good");
  await openOne("camera", "good");
  same(asked.at(-1).video.deviceId, { exact: "good" });
  let refused = "";
  await openOne("microphone", "gone").catch(({ name }) => (refused = name));
  same([refused, asked.length], ["OverconstrainedError", 2]);
});

test("a device that was chosen on another day, and is gone, is given up for another", async () => {
  const asked = system("good");
  remember({ camera: "gone", microphone: "good" });
  const { stream, problems } = await open();
  same([stream.getTracks().length, problems], [2, {}]);
  same(asked.map(({ audio, video }) => [audio?.deviceId?.exact, video?.deviceId?.exact]), [
    ["good", "gone"],
    ["good", undefined],
    [undefined, "gone"],
    [undefined, undefined],
  ]);
});

test("where one camera can be open, the one in use gives way", async () => {
  system("front", "back");
  const { getUserMedia } = navigator.mediaDevices;
  const used = (await getUserMedia({ video: {} })).getTracks()[0];
  navigator.mediaDevices.getUserMedia = async (wishes) => {
    if (used.readyState === "live") throw new DOMException("one at a time", "NotReadableError");
    return getUserMedia(wishes);
  };
  holds(await openInstead("camera", "back", used));
  same(used.readyState, "ended");
});
