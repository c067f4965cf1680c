/**
 * The script of the room's page.
 *
 * @import {HcpPage} from "./page.js"
 */

import { tabIdentity } from "../live/tab.js";
import { readPage } from "./page.js";
import { Room } from "./room.js";

/** @type {HcpPage} */
const page = readPage();
void tabIdentity().then((tab) => new Room(page, tab).start());
