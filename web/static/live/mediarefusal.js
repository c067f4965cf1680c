/**
 * What the media server refuses, as an error.
 */

/** Statuses after which the same request has no better chance. */
const PERMANENT = new Set([400, 401, 403, 404, 406, 415, 422]);
/** Codes of a conflict (409) that does not pass by itself. */
const FINAL = new Set(["screen-taken"]);

/** A refusal in the server's words; `permanent` says whether trying again is of use. */
export class MediaRefused extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {boolean} permanent
   * @param {number} [retryAfter] Seconds.
   */
  constructor(code, message, permanent, retryAfter) {
    super(message);
    this.name = "MediaRefused";
    this.code = code;
    this.permanent = permanent;
    this.retryAfter = retryAfter;
  }
}

/**
 * The refusal in a response, problem+json or not.
 * @param {Response} response
 */
export async function refusalOf(response) {
  const problem = await response.json().catch(() => ({}));
  const permanent = PERMANENT.has(response.status) || FINAL.has(problem.code);
  const retryAfter = Number(response.headers.get("Retry-After")) || undefined;
  const message =
    problem.title ?? problem.detail ?? `The media server answered ${response.status}.`;
  return new MediaRefused(
    problem.code ?? `http-${response.status}`,
    message,
    permanent,
    retryAfter,
  );
}
