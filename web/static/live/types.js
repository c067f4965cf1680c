/**
 * The wire, as types.
 *
 * Rule 1: nothing here runs; a module that needs a shape imports its name from this file.
 * Rule 2: a shape says what arrives from the server or is sent to it, field by field; what a
 *         module keeps for itself is described in that module.
 */

/** @typedef {"host"|"presenter"|"panelist"|"moderator"|"attendee"} Role */
/** @typedef {"phone"|"tablet"|"desktop"} DeviceClass */
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
 * What a host sees of one HCP now.
 * @typedef {object} Presence
 * @property {string} [id]
 * @property {string|null} version
 * @property {number|null} slide
 * @property {number|null} step
 * @property {boolean|null} visible Null without consent to attention capture.
 * @property {number|null} quality 0 to 4 bars.
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
 * @property {number|null} [live_at] When the crew of a webinar goes live, while it counts down.
 * @property {Snapshot|null} [snapshot] Always there when the state is "present".
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
