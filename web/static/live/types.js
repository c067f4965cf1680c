/**
 * The wire, as types.
 *
 * Rule 1: nothing here runs; a module that needs a shape imports its name from this file.
 * Rule 2: a shape says what arrives from the server or is sent to it, field by field; what a
 *         module keeps for itself is described in that module.
 *
 * This file has the room: what is in it, what happens, and what a page starts from. What passes and
 * is kept nowhere stands in volatiletypes.js, what goes to the store in engagementtypes.js.
 *
 * @import {CaptureConsent} from "./engagementtypes.js"
 * @import {Presence} from "./volatiletypes.js"
 */

/** @typedef {"host"|"presenter"|"panelist"|"moderator"|"attendee"} Role */
/** @typedef {"phone"|"tablet"|"desktop"} DeviceClass */
/** @typedef {"missing"|"refused"|"busy"|"closed"} Lack Why no camera or microphone is open. */
/** @typedef {"thumbs_up"|"clap"|"heart"|"laugh"|"surprised"|"confused"} Reaction */
/** @typedef {"positive"|"neutral"|"negative"} Rating */

/**
 * What is on stage; the whole of it, so that a lost message does no harm.
 * @typedef {object} Position
 * @property {string} version Deck version.
 * @property {number} slide Counted from 0.
 * @property {number} step Build on the slide, counted from 0.
 * @property {Record<string, unknown>|null} [state] What the slide itself remembers.
 */

/**
 * Something that the hosts tell everybody.
 * @typedef {object} Announcement
 * @property {string} id
 * @property {string} text
 * @property {string} link An https address, or "".
 * @property {number} at
 * @property {number|null} [until] When it goes by itself; null: when the hosts take it back.
 * @property {string} [download] A deck version to take home, or "".
 */

/**
 * A break of the show.
 * @typedef {object} Pause
 * @property {number} since
 * @property {number|null} until When it is meant to go on.
 * @property {boolean} [ends] Whether it goes on by itself then.
 */

/**
 * @typedef {object} Poll
 * @property {string} id
 * @property {"single"|"multiple"|"scale"|"ranking"|"text"} kind
 * @property {string} question
 * @property {string[]} options
 * @property {"draft"|"open"|"closed"} state
 * @property {number[]|null} correct
 * @property {boolean} shown
 * @property {number} answered
 * @property {number[]} results
 * @property {string[]} texts
 * @property {number} at
 */

/**
 * A part of a webinar.
 * @typedef {object} AgendaItem
 * @property {number} minutes How long it is planned to be.
 * @property {string} title
 * @property {string} speaker
 * @property {number|null} started When a host said that it begins (server ms).
 */

/** @typedef {"lobby"|"present"|"reconnecting"|"held"|"left"|"refused"|"removed"} ParticipantState */

/**
 * A person in the room; outlives sockets.
 * @typedef {object} Participant
 * @property {string} id
 * @property {string} name
 * @property {Role} role
 * @property {ParticipantState} state
 * @property {number|null} hand When the hand went up (server ms).
 * @property {boolean} muted A host switched this microphone off.
 * @property {number} since
 * @property {DeviceClass|null} device
 * @property {boolean} [backstage] The audience neither sees nor hears them.
 * @property {boolean} [private] Other attendees are not told of them.
 * @property {boolean} [invited] The hosts ask them to come on stage.
 */

/**
 * One published stream. `audio` and `video` say what is switched on at this moment.
 * @typedef {object} Stream
 * @property {string} id
 * @property {string} participant
 * @property {"camera"|"screen"} kind
 * @property {boolean} audio
 * @property {boolean} video
 * @property {boolean} [backstage] Only the crew may know of it.
 */

/**
 * @typedef {object} Message
 * @property {string} id
 * @property {string} by
 * @property {string} name
 * @property {string} text
 * @property {number} at
 * @property {"all"|"hosts"|"crew"} [channel] Who reads it.
 * @property {boolean} [private] Attendees are not told whose it is.
 * @property {boolean} [removed] A host took it out; only hosts still read it.
 */

/**
 * @typedef {object} Question
 * @property {string} id
 * @property {string} by
 * @property {string} name
 * @property {string} text
 * @property {number} at
 * @property {string} state "pending", "open", "answered" or "dismissed".
 * @property {"live"|"written"|"dismissed"|null} how
 * @property {string|null} answer
 * @property {boolean} [private] Attendees are not told whose it is.
 * @property {number} [votes]
 * @property {string|null} [assigned]
 * @property {string|null} [merged]
 * @property {string[]} [same] What was put to this one: their votes and askers count here.
 * @property {boolean} [answering] It is being answered aloud now.
 * @property {boolean} [whispered] Only whoever asked reads the answer.
 */

/**
 * @typedef {object} Slide
 * @property {number} number Counted from 0.
 * @property {string} key
 * @property {string} title
 * @property {number} steps How many builds; at least 1.
 * @property {number} width
 * @property {number} height
 * @property {string|null} [topic]
 * @property {string|null} [key_message]
 * @property {boolean} [mandatory]
 * @property {string|null} [notes] Hosts only.
 */

/**
 * @typedef {object} Deck
 * @property {string} version
 * @property {string} deck
 * @property {string} title
 * @property {Slide[]} slides
 */

/**
 * All that a newcomer must know.
 * @typedef {object} Snapshot
 * @property {number} seq
 * @property {number} at
 * @property {string} room
 * @property {string} title
 * @property {"waiting"|"live"|"ended"} phase
 * @property {boolean} locked
 * @property {number|null} started
 * @property {number|null} [live_at] When the crew goes live, while it counts down.
 * @property {Pause|null} [pause] The break that the audience has.
 * @property {number|null} [host_gone] Since when there is no host (server ms); null for attendees.
 * @property {number} planned_minutes
 * @property {string} me
 * @property {Role} role
 * @property {Participant[]} participants
 * @property {Deck[]} decks
 * @property {AgendaItem[]} [agenda] The crew only.
 * @property {Position|null} position
 * @property {string|null} pinned Whom a host made the main face for everybody.
 * @property {string|null} speaking Who speaks; afterwards `speaking` messages tell.
 * @property {Stream[]} streams
 * @property {"all"|"hosts"|"off"} [chat_mode] Who reads what attendees write.
 * @property {number} [chat_slow] Seconds that an attendee waits between two lines.
 * @property {Message[]} chat
 * @property {Announcement[]} [announcements]
 * @property {Question[]} questions
 * @property {string[]} [my_votes] Ids of questions, also of some that were put to another.
 * @property {Poll[]} [polls]
 * @property {Record<string, number[]>} [my_answers] What I have chosen, by poll.
 * @property {Record<string, Rating>} [ratings] Hosts only; key "version:slide".
 * @property {Record<string, Presence>} [presence] Hosts only.
 */

/**
 * Something that has happened in the room. Which of the optional fields is there follows from
 * `kind`; an event that this audience may not see has the kind "hidden" and no field.
 * @typedef {object} RoomEvent
 * @property {number} seq
 * @property {number} at
 * @property {string} kind
 * @property {number} [first] Of "hidden": the first of the numbers that it stands for.
 * @property {string} [by]
 * @property {Participant} [participant]
 * @property {string|null} [reason]
 * @property {boolean} [locked]
 * @property {Position|null} [position]
 * @property {Message} [message]
 * @property {Question} [question]
 * @property {Reaction|Rating|null} [reaction]
 * @property {string} [version]
 * @property {number} [slide]
 * @property {Stream} [stream]
 * @property {string|null} [pinned]
 * @property {Stream[]} [streams]
 * @property {number} [live_at]
 * @property {number} [item] A part of the agenda, from 0.
 * @property {number|null} [started]
 * @property {string} [question_id]
 * @property {number} [votes]
 * @property {boolean} [up]
 * @property {string} [message_id]
 * @property {"all"|"hosts"|"off"} [mode]
 * @property {number} [slow]
 * @property {Announcement} [announcement]
 * @property {string} [announcement_id]
 * @property {Pause} [pause]
 * @property {Poll} [poll]
 * @property {number[]} [choices]
 * @property {string} [text]
 */

/** @typedef {"lobby"|"present"|"held"|"refused"|"removed"|"ended"} StatusState */

/**
 * What the server says about me alone.
 * @typedef {object} Status
 * @property {StatusState} state
 * @property {string|null} [reason]
 * @property {boolean} [host] Whether a host is connected.
 * @property {"waiting"|"live"|"ended"} [phase]
 * @property {number|null} [live_at] When the crew of a webinar goes live, while it counts down.
 * @property {Snapshot|null} [snapshot] Always there when the state is "present".
 * @property {number} [now] The server's hour, for whoever joins.
 */

/**
 * The JSON in a room page (console and HCP).
 * @typedef {object} RoomPage
 * @property {string} meeting
 * @property {string} title
 * @property {string} token
 * @property {Role} role What I was invited as.
 * @property {boolean} webinar
 * @property {boolean} anonymous Whether questions may be asked without a name.
 * @property {number} starts When it is planned to begin (server ms).
 * @property {number} now The server's clock as the page was made, ms.
 * @property {string} me
 * @property {RTCIceServer[]} ice_servers
 * @property {string} language
 * @property {Record<string, string|[string, string]>} words
 * @property {CaptureConsent} capture
 * @property {string} zone
 * @property {Record<string, string>} urls
 */

export {};
