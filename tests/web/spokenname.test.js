import { SpokenName } from "/static/room/spokenname.js";
import { same, test } from "./kit.js";

/** @param {number} ms */
const pass = (ms) => new Promise((done) => setTimeout(done, ms));

/** @param {() => boolean} done */
async function until(done) {
  while (!done()) await pass(5);
}

test("who goes on speaking is said once, however often the voice comes back", async () => {
  const said = [];
  const spoken = new SpokenName((name) => said.push(name), 20, 0);
  spoken.hear("Eva");
  await until(() => said.length === 1);
  spoken.hear("");
  spoken.hear("Eva");
  spoken.hear("Paul");
  await until(() => said.length === 2);
  same(said, ["Eva", "Paul"]);
});

test("who only coughs is not said", async () => {
  const said = [];
  const spoken = new SpokenName((name) => said.push(name), 60_000, 0);
  spoken.hear("Eva");
  spoken.hear("");
  spoken.hear("Paul");
  await pass(30);
  same(said, []);
});

test("after a name it is quiet for a while, then whoever speaks by then is said", async () => {
  const said = [];
  const spoken = new SpokenName((name) => said.push([name, performance.now()]), 5, 300);
  spoken.hear("Eva");
  await until(() => said.length === 1);
  spoken.hear("Paul");
  spoken.hear("Ana");
  await until(() => said.length === 2);
  same(said.map(([name]) => name), ["Eva", "Ana"]);
  same(said[1][1] - said[0][1] >= 295, true);
});
