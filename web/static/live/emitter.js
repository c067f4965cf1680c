/**
 * An EventTarget whose events have names and types.
 */

/** @template {object} Heard What each name gives to its listeners. */
export class Emitter extends EventTarget {
  /**
   * Tells every listener of `name`, now.
   * @template {keyof Heard & string} K
   * @param {K} name
   * @param {Heard[K]} detail
   */
  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /**
   * Listens to `name`.
   * @template {keyof Heard & string} K
   * @param {K} name
   * @param {(detail: Heard[K]) => void} listener
   * @returns {() => void} Ends the listening.
   */
  on(name, listener) {
    /** @param {Event} event */
    const hear = (event) => listener(/** @type {CustomEvent<Heard[K]>} */ (event).detail);
    this.addEventListener(name, hear);
    return () => this.removeEventListener(name, hear);
  }
}
