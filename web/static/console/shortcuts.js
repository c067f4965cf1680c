/**
 * The keys of the console, as far as their reader may do what they ask for.
 *
 * Rule 1: `right` names an action of the server's table; a key whose action my role has not is no key.
 */

import { t } from "../live/words.js";

/**
 * @import {Lobby} from "./lobby.js"
 * @import {OwnControls} from "./own.js"
 * @import {Screen} from "./screen.js"
 * @import {Shortcut} from "./keys.js"
 * @import {Stage} from "./stage.js"
 * @import {Talk} from "./talk.js"
 * @import {TopBar} from "./topbar.js"
 *
 * @typedef {object} Driven
 * @property {Stage} [stage]
 * @property {OwnControls} controls
 * @property {Screen} screen
 * @property {Lobby} [lobby]
 * @property {Talk} [talk]
 * @property {TopBar} [top]
 * @property {{webinar: boolean}} [page]
 */

/**
 * @param {Driven} room
 * @param {ReadonlySet<string>} may
 * @returns {Shortcut[]}
 */
export function shortcuts(room, may) {
  return all(room).filter(({ right }) => right === undefined || may.has(right));
}

/**
 * @param {Driven} room
 * @returns {(Shortcut & {right?: string})[]} `right`: the action that it asks the room for.
 */
function all({ stage, controls, screen, lobby, talk, top, page }) {
  return [
    { right: "show", keys: ["ArrowRight", "ArrowDown", "PageDown", " "], names: ["→", t("Space")], what: t("Next build or slide"), act: () => stage?.next() },
    { right: "show", keys: ["ArrowLeft", "ArrowUp", "PageUp"], names: ["←"], what: t("Back"), act: () => stage?.previous() },
    { right: "show", keys: ["n"], names: ["N"], what: t("Next slide, without its builds"), act: () => stage?.skip() },
    { right: "show", keys: ["Home"], names: ["Home"], what: t("First slide"), act: () => stage?.first() },
    { right: "show", keys: ["End"], names: ["End"], what: t("Last slide"), act: () => stage?.last() },
    { right: "rate_slide", keys: ["1", "-"], names: ["1"], what: t("This slide landed badly"), act: () => stage?.rate("negative") },
    { right: "rate_slide", keys: ["2", "0"], names: ["2"], what: t("Neutral"), act: () => stage?.rate("neutral") },
    { right: "rate_slide", keys: ["3", "+"], names: ["3"], what: t("This slide landed well"), act: () => stage?.rate("positive") },
    { right: "show", keys: ["p"], names: ["P"], what: t("Pointer"), act: () => stage?.togglePointer() },
    { keys: ["m"], names: ["M"], what: t("Microphone"), act: () => void controls.toggleMicrophone() },
    { keys: ["v"], names: ["V"], what: t("Camera"), act: () => void controls.toggleCamera() },
    { right: "publish_screen", keys: ["s"], names: ["S"], what: t("Share your screen"), act: () => void screen.toggle() },
    { right: "admit", keys: ["a"], names: ["A"], what: t("Let in whoever waits"), act: () => void lobby?.admitAll() },
    { keys: ["c"], names: ["C"], what: t("Write in the chat"), act: () => talk?.write() },
    { keys: ["q"], names: ["Q"], what: t("Questions"), act: () => talk?.choose("questions") },
    { right: "lock", keys: ["l"], names: ["L"], what: t("Lock the room"), act: () => top?.lock() },
    { right: "end", keys: ["e"], names: ["E"], what: page?.webinar ? t("End the webinar") : t("End the meeting"), act: () => top?.askEnd() },
  ];
}
