/**
 * A fresh participant token, by the cookie.
 */

import { CommandError } from "../live/connection.js";

/**
 * Fails with a CommandError when the cookie opens no room any more.
 * @param {string|undefined} address The room's page, which answers programs with its data.
 * @returns {Promise<string>}
 */
export async function renew(address) {
  const response = await fetch(address ?? location.pathname, {
    headers: { Accept: "application/json" },
  });
  if (response.status === 401) throw new CommandError("unauthorised", "The cookie opens no room.");
  if (!response.ok) throw new Error(`answered ${response.status}`);
  return (await response.json()).token;
}
