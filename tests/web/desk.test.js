import { setWords } from "/static/live/words.js";
import { lobby } from "/static/console/model.js";
import { awayWords } from "/static/console/over.js";
import { lackText } from "/static/console/people.js";
import { shortcuts } from "/static/console/shortcuts.js";
import { worksAtDesk } from "/static/room/room.js";
import { stageLine } from "/static/room/stageline.js";
import { holds, same, test } from "./kit.js";

setWords({}, "en");
const LACKS = ["missing", "refused", "busy", "closed"];
const knock = (id, since) => ({ id, since, name: id, state: "lobby" });

test("hosts, presenters and moderators who came by a link are led to their desk", () => {
  const urls = { desk: "/room/m/desk" };
  same(
    ["host", "presenter", "moderator", "panelist", "attendee"].map((role) => worksAtDesk(role, urls)),
    [true, true, true, false, false],
  );
  same(worksAtDesk("moderator", { desk: "" }), false);
  same(worksAtDesk("moderator", {}), false);
});

test("the keys of the console are those of the reader's role", () => {
  const names = (may) => shortcuts({}, new Set(may)).map(({ names: [name] }) => name);
  same(names(["admit"]), ["M", "V", "A", "C", "Q"]);
  holds(!names(["admit", "chat_mode"]).includes("E"));
  holds(names(["show", "end", "lock"]).includes("E"));
});

test("of a webinar's audience only who was put out while it is live waits for somebody", () => {
  const participants = [knock("late", 90), knock("early", 10), { ...knock("in", 95), state: "present" }];
  const ids = (phase, webinar) => lobby({ participants, phase, started: 50 }, webinar).map(({ id }) => id);
  same(ids("live", true), ["late"]);
  same(ids("waiting", true), []);
  same(ids("live", false), ["early", "late"]);
});

test("whoever is out of the room reads in which way, and what follows", () => {
  same(awayWords("held", "").head, "You are on hold");
  same(awayWords("refused", "Another day").text, "Another day");
  same(awayWords("removed", "").head, "You are no longer in the room");
});

test("who is on stage and sends nothing reads what is missing, and can try again", () => {
  same(stageLine(null, () => {}), null);
  let tried = 0;
  const lines = LACKS.map((lack) => stageLine(lack, () => (tried += 1)));
  for (const line of lines) {
    holds(line.text.startsWith("You are on stage, but"));
    same(line.button, "Try camera and microphone");
    line.act();
  }
  same(tried, 4);
  same(new Set(lines.map(({ text }) => text)).size, 4);
});

test("a host reads why somebody on stage is neither heard nor seen", () => {
  same(new Set(LACKS.map(lackText)).size, 4);
  same(lackText("missing"), "No microphone or camera was found");
});
