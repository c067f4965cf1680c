/**
 * Following an import until it is over.
 * @module
 */

const SHORT_MS = 400;
const LONG_MS = 2000;
const PATIENCE = 10;

/**
 * @typedef {object} Job
 * @property {"queued" | "running" | "done" | "failed"} state
 * @property {number} progress
 * @property {string | null} url
 * @property {string | null} sentence
 */

/**
 * Ask again and again; `each` hears every answer, the promise is the last one. A network that is
 * gone for a while is waited for: the job does not need us.
 * @param {string} address
 * @param {(job: Job) => void} each
 * @returns {Promise<Job>}
 */
export async function watch(address, each) {
  for (let asked = 0; ; asked += 1) {
    const job = await ask(address);
    if (job) {
      each(job);
      if (job.state === "done" || job.state === "failed") return job;
    }
    await new Promise((resolve) => setTimeout(resolve, asked < PATIENCE ? SHORT_MS : LONG_MS));
  }
}

/** @param {Job} job */
export function phaseOf(job) {
  return job.state === "queued" ? "Waiting for its turn" : "Turning pages into slides";
}

/**
 * @param {string} address
 * @returns {Promise<Job | null>}
 */
async function ask(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (answer.ok) return await answer.json();
    // Signed out, or no longer ours: a reload says so in words.
    if (answer.status === 401 || answer.status === 404) location.reload();
  } catch {
    // Offline: the next question may get through.
  }
  return null;
}
