/** A piece of music that the organiser chose, in a loop; the server has made it calm. */

export class Piece {
  #sound = new Audio();

  /** @param {string} address */
  constructor(address) {
    this.#sound.loop = true;
    this.#sound.src = address;
  }

  /** Throws what the browser does: NotAllowedError when it wants a press first. */
  async start() {
    await this.#sound.play();
  }

  stop() {
    this.#sound.pause();
    // So that it is no longer loaded, and the system shows no player for it.
    this.#sound.removeAttribute("src");
    this.#sound.load();
  }
}
