/**
 * A fresh participant token, by the cookie, and with it fresh credentials for the relays.
 */

import { CommandError } from "../live/connection.js";

/**
 * Fails with a CommandError when the cookie opens no room any more, or not this page of it.
 * @param {string|undefined} address The room's page, which answers programs with its data.
 * @param {RTCIceServer[]} iceServers Filled anew: the media sessions to come are made with this list.
 * @returns {Promise<string>}
 */
export async function renew(address, iceServers) {
  const response = await fetch(address ?? location.pathname, {
    headers: { Accept: "application/json" },
  });
  if (response.status === 401) throw new CommandError("unauthorised", "The cookie opens no room.");
  if (response.status === 403) throw new CommandError("not-allowed", "Your role here has changed.");
  if (!response.ok) throw new Error(`answered ${response.status}`);
  const { token, ice_servers: fresh } = await response.json();
  iceServers.splice(0, iceServers.length, ...fresh);
  return token;
}
