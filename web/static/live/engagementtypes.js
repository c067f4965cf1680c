/**
 * What goes to the engagement store, as types; nothing here runs.
 *
 * @import {DeviceClass} from "./types.js"
 */

/**
 * @typedef {object} Device
 * @property {DeviceClass} class
 * @property {string} browser
 * @property {string} os
 */

/**
 * One countable act of a participant.
 * @typedef {object} EngagementEvent
 * @property {string} id UUIDv7.
 * @property {number} seq Counter of the tab.
 * @property {string} kind
 * @property {number} at Client's wall clock, ms.
 * @property {string} [version]
 * @property {number} [slide]
 * @property {number} [step]
 * @property {Record<string, string|number|boolean>} [values]
 */

/**
 * @typedef {object} Batch
 * @property {string} session The tab.
 * @property {number} sent_at
 * @property {number} through Highest counter that this tab has given out.
 * @property {EngagementEvent[]} events At most 200.
 */

/**
 * @typedef {object} BatchReceipt
 * @property {number} stored
 * @property {number} duplicate
 * @property {number} discarded
 * @property {number} through
 */

/**
 * What was agreed to be captured.
 * @typedef {object} CaptureConsent
 * @property {boolean} slides
 * @property {boolean} attention
 * @property {boolean} recording
 */

export {};
