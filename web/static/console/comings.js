/** Who comes, goes and raises a hand, said where it is seen from every part of the page. */

import { t } from "../live/words.js";
import { toast } from "../ui/toast.js";
import { lackText } from "./people.js";

/**
 * @import {RoomEvent, Snapshot} from "../live/types.js"
 * @import {Presence} from "../live/volatiletypes.js"
 */

/**
 * What must be heard even when the rep looks elsewhere.
 * @param {RoomEvent | null} event
 * @param {Snapshot} snapshot
 * @param {boolean} webinar Then the audience comes and goes in silence.
 */
export function announce(event, { me, participants }, webinar) {
  const name = event?.participant?.name;
  if (!event || !name) return;
  if (webinar && event.participant?.role === "attendee" && event.kind !== "hand_raised") return;
  if (event.kind === "participant_muted" && event.participant?.id === me) {
    const by = participants.find(({ id }) => id === event.by)?.name ?? "";
    toast(t("{name} has switched your microphone off. You can switch it on again.", { name: by }), "wait");
  }
  if (event.participant?.id === me) return;
  if (event.kind === "hand_raised") toast(t("{name} has raised a hand", { name }), "wait");
  if (event.kind === "participant_joined" && event.participant?.role !== "host") toast(t("{name} is here", { name }), "good");
  if (event.kind === "participant_left") toast(t("{name} has left", { name }));
  if (event.kind === "participant_reconnecting") toast(t("{name} has lost the connection", { name }), "wait");
}

/**
 * Whoever was asked on stage, or stands on it, and can send nothing: said once.
 * @param {Presence} now
 * @param {Presence | undefined} before
 * @param {Snapshot | null} snapshot
 */
export function announceLack({ id, devices }, before, snapshot) {
  const name = snapshot?.participants.find((person) => person.id === id)?.name;
  if (!name || !devices || devices === before?.devices) return;
  toast(t("{name} is neither heard nor seen: {why}", { name, why: lackText(devices) }), "wait");
}
