/**
 * Ids made in the browser.
 */

/**
 * A UUIDv7 (RFC 9562, 5.7): 48 bits of milliseconds, then chance; so ids sort by time.
 * @param {number} [now] Wall clock, ms.
 */
export function uuid7(now = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let time = now;
  for (let at = 5; at >= 0; at -= 1) {
    bytes[at] = time % 256;
    time = Math.floor(time / 256);
  }
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [8, 12, 16, 20, 32].map((end, n, ends) => hex.slice(n ? ends[n - 1] : 0, end)).join("-");
}
