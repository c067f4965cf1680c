/**
 * A WHIP or WHEP resource at the server (RFC 9725): made, asked about, ended.
 */

import { refusalOf } from "./mediarefusal.js";

const ANSWER_MS = 5_000;

/**
 * @typedef {object} Made
 * @property {string} answer SDP.
 * @property {string} resource Its address.
 * @property {string} etag
 * @property {string} stream Id of the stream, "" when the server does not say.
 */

/** @typedef {{peer: RTCPeerConnection|null, resource: string}} Old A session that is not needed any more. */

/**
 * Makes a resource. Throws MediaRefused when the server will not, the browser's error when it cannot
 * be reached.
 * @param {{url: string, token: () => string}} plan
 * @param {string} offer SDP.
 * @returns {Promise<Made>}
 */
export async function post({ url, token }, offer) {
  const response = await fetch(url, {
    method: "POST",
    headers: { Authorization: `Bearer ${token()}`, "Content-Type": "application/sdp" },
    body: offer,
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  if (!response.ok) throw await refusalOf(response);
  return {
    resource: new URL(response.headers.get("Location") ?? "", response.url).href,
    etag: response.headers.get("ETag") ?? "",
    stream: response.headers.get("Lectern-Stream") ?? "",
    answer: await response.text(),
  };
}

/**
 * Asks the server whether a session is over. One that cannot be asked about is not.
 * @param {{resource: string, etag: string}} session
 * @param {string} token
 * @returns {Promise<boolean>}
 */
export async function isOver({ resource, etag }, token) {
  if (!resource) return false;
  try {
    const { status } = await fetch(resource, {
      method: "PATCH",
      headers: {
        Authorization: `Bearer ${token}`,
        "Content-Type": "application/trickle-ice-sdpfrag",
        "If-Match": etag,
      },
      body: "a=end-of-candidates\r\n",
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return status === 404 || status === 410;
  } catch {
    return false;
  }
}

/**
 * Ends a session: first at the server, so that it is an end and no loss, then here.
 * @param {Old} old
 * @param {string} token
 * @param {boolean} [replaced] The server has ended it by itself.
 */
export function release({ peer, resource }, token, replaced = false) {
  if (!resource || replaced) {
    peer?.close();
    return;
  }
  const headers = { Authorization: `Bearer ${token}` };
  fetch(resource, {
    method: "DELETE",
    headers,
    keepalive: true,
    signal: AbortSignal.timeout(ANSWER_MS),
  })
    .catch(() => {})
    .finally(() => peer?.close());
}
