/**
 * How a picture is encoded: a camera in layers (simulcast, RFC 8853), a screen once and sharp. Pure
 * but for `addPicture` and `settle`, which put it into a connection.
 *
 * Rule 1: layers go from small to large, as `q`, `h`, `f`: the server picks one for each viewer, so
 *         that a phone on a train does not make the picture small for everybody.
 * Rule 2: a picture that is small already is not cut into layers that nobody could look at.
 * Rule 3: a server that takes no layers gets the whole picture, never the smallest one: what is
 *         left after such an answer is the first encoding, and that is made large again.
 */

/** Bits a second: what a face needs at a quarter, half and all of 1280 × 720. */
const LAYERS = /** @type {const} */ ([
  { rid: "q", scaleResolutionDownBy: 4, maxBitrate: 150_000 },
  { rid: "h", scaleResolutionDownBy: 2, maxBitrate: 500_000 },
  { rid: "f", scaleResolutionDownBy: 1, maxBitrate: 1_700_000 },
]);
/** Bits a second; letters need more than faces do. */
const SCREEN_MAX_BPS = 2_500_000;

/** Below so many pixels of the shorter side (a quarter of it would be a stamp) one layer less. */
const SMALL_PX = 360;
const TINY_PX = 180;

/**
 * Frames that others do not need (RFC 7741, 4.2), so that the server can halve the rate of frames
 * without asking anybody.
 */
const TEMPORAL = "L1T2";

/**
 * The encodings of a camera whose shorter side has so many pixels; 0: not known yet.
 * @param {number} shortSide
 * @returns {RTCRtpEncodingParameters[]}
 */
export function cameraEncodings(shortSide) {
  if (shortSide > 0 && shortSide <= TINY_PX) return [{ maxBitrate: 500_000 }];
  if (shortSide > 0 && shortSide <= SMALL_PX) {
    return [
      { rid: "h", scaleResolutionDownBy: 2, maxBitrate: 150_000 },
      { rid: "f", scaleResolutionDownBy: 1, maxBitrate: 700_000 },
    ];
  }
  return LAYERS.map((layer) => ({ ...layer }));
}

/** @returns {RTCRtpEncodingParameters[]} */
export function screenEncodings() {
  return [{ maxBitrate: SCREEN_MAX_BPS }];
}

/**
 * Pixels of the shorter side of what a track gives; 0 when it does not say.
 * @param {MediaStreamTrack|undefined} track
 */
export function shortSideOf(track) {
  const { width = 0, height = 0 } = track?.getSettings() ?? {};
  return Math.min(width, height);
}

/**
 * Adds the medium of a picture to a connection, with frames that may be left out where the browser
 * knows how to make them.
 * @param {RTCPeerConnection} peer
 * @param {MediaStreamTrack|undefined} track
 * @param {MediaStream} stream
 * @param {RTCRtpEncodingParameters[]} encodings
 */
export function addPicture(peer, track, stream, encodings) {
  /** @param {RTCRtpEncodingParameters[]} sendEncodings */
  const add = (sendEncodings) =>
    peer.addTransceiver(track ?? "video", {
      direction: "sendonly",
      streams: [stream],
      sendEncodings,
    });
  try {
    return add(encodings.map((each) => ({ ...each, scalabilityMode: TEMPORAL })));
  } catch {
    // A browser that knows none of its codecs to do this adds nothing, and says so by an error.
    return add(encodings);
  }
}

/**
 * After the answer: where the server took no layers, the one that is left is the whole picture
 * (rule 3). Returns whether the picture goes out in layers.
 * @param {RTCPeerConnection} peer
 * @returns {Promise<boolean>}
 */
export async function settle(peer) {
  const picture = peer.getSenders().find((sender) => isCut(sender.getParameters().encodings));
  if (!picture) return false;
  const taken = /^a=simulcast:recv /m.test(peer.remoteDescription?.sdp ?? "");
  if (taken) return true;
  const parameters = picture.getParameters();
  parameters.encodings.forEach((encoding, place) => {
    encoding.active = place === 0;
    if (place === 0) {
      encoding.scaleResolutionDownBy = 1;
      encoding.maxBitrate = LAYERS[2].maxBitrate;
    }
  });
  await picture.setParameters(parameters);
  return false;
}

/** @param {RTCRtpEncodingParameters[]} encodings */
function isCut(encodings) {
  return (
    encodings.length > 1 || encodings.some(({ scaleResolutionDownBy: by }) => (by ?? 1) > 1)
  );
}
