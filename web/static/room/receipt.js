/**
 * The receipt's only script: sends what an earlier page of the meeting has left in this browser, so
 * that the receipt is whole.
 *
 * @import {Batch} from "../live/engagementtypes.js"
 * @import {HcpPage} from "./page.js"
 */

import { part, say, show } from "../live/dom.js";
import { Outbox } from "../live/outbox.js";
import { tabIdentity } from "../live/tab.js";
import { tn } from "../live/words.js";
import { readPage } from "./page.js";

/** @type {HcpPage} */
const page = readPage();
const address = `/api/v1/meetings/${encodeURIComponent(page.meeting)}/engage`;

/**
 * @param {Batch} batch
 * @returns {Promise<any>}
 */
async function send(batch) {
  const body = JSON.stringify({ token: page.token, ...batch });
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(address, { method: "POST", headers, body });
  const answer = await response.json();
  if (!response.ok) throw answer;
  return answer;
}

/** Sends what waits; says how much it was. */
async function sendLeftovers() {
  const session = await tabIdentity();
  const { meeting, me: participant, capture: consent } = page;
  const outbox = await Outbox.open({
    session,
    meeting,
    participant,
    consent,
    send,
    beacon: address,
    token: () => page.token,
  });
  const waiting = outbox.waiting;
  await outbox.flush();
  if (waiting === 0 || outbox.waiting > 0) return;
  const line = part(document, "left-behind", HTMLElement);
  say(
    line,
    tn(
      "{n} entry that waited in this browser has been sent. Load this page again to see it here.",
      "{n} entries that waited in this browser have been sent. Load this page again to see them here.",
      waiting,
    ),
  );
  show(line, true);
}

void sendLeftovers();
