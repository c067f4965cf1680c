/**
 * Messages that pass and are kept nowhere, as types: the next one makes up for a lost one. Nothing
 * here runs.
 *
 * @import {Lack, Poll, Reaction} from "./types.js"
 */

/**
 * Who speaks now, as the server hears it; null: nobody.
 * @typedef {object} Speaking
 * @property {string|null} participant
 */

/**
 * @typedef {object} Pointer
 * @property {string} [by]
 * @property {number} slide
 * @property {number} x 0 to 1 of the slide's width.
 * @property {number} y 0 to 1 of the slide's height.
 * @property {boolean} shown
 */

/**
 * What the server sends of a stream: a layer of the picture, or the sound alone, or nothing.
 * @typedef {object} Viewing
 * @property {string} stream
 * @property {"high"|"middle"|"low"|"audio"|"none"} level
 */

/**
 * What many did in a moment of a webinar.
 * @typedef {object} Tally
 * @property {Partial<Record<Reaction, number>>} reactions How many there were.
 * @property {Record<string, number>} votes How many votes a question has now, by its id.
 * @property {Record<string, Pick<Poll, "answered"|"results"> & {texts?: string[]}>} polls Of polls whose results
 *   are shown.
 */

/** @typedef {{name: string, here: number}} Group An empty name is the rest. */
/** @typedef {"lost"|"silent"|"poor"|"slides"} Plight */

/**
 * A webinar's audience as numbers; for hosts.
 * @typedef {object} Audience
 * @property {number} here
 * @property {number} most
 * @property {number} lobby
 * @property {number} registered
 * @property {number|null} began When the doors opened (server ms).
 * @property {number[]} curve The most who were here in each minute since.
 * @property {{total: Partial<Record<Reaction, number>>, minutes: number[]}} reactions
 * @property {{country: Group[], specialty: Group[], segment: Group[]}} groups
 * @property {{share: number, of: number}|null} attention In percent; null of fewer than five.
 * @property {Record<string, number>} paths How many have their media by udp, tcp.
 * @property {{count: number, people: {id: string, plight: Plight, since: number, path: string|null}[]}} trouble
 */

/**
 * What a host sees of one HCP now.
 * @typedef {object} Presence
 * @property {string} [id]
 * @property {string|null} version
 * @property {number|null} slide
 * @property {number|null} step
 * @property {boolean|null} visible Null without consent to attention capture.
 * @property {number|null} quality 0 to 4 bars.
 * @property {Lack|null} [devices] Why somebody whom the stage wants can send nothing.
 */

/**
 * How well somebody's media gets through, as the server measures it.
 * @typedef {object} Measured
 * @property {string} id
 * @property {number|null} score 4 excellent … 0 nothing gets through; null when there is no media.
 * @property {number|null} rtt_ms
 * @property {number|null} loss Share, before repair.
 * @property {number|null} kbps
 */

export {};
