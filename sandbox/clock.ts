/** The sandbox's time: real time plus what control has advanced; never runs backwards. */
export class Clock {
  #offset = 0;
  #last = 0;

  /** Epoch milliseconds. */
  now(): number {
    this.#last = Math.max(this.#last, Date.now() + this.#offset);
    return this.#last;
  }

  advance(ms: number): void {
    if (!(ms >= 0)) throw new Error('the clock only goes forward');
    this.#offset += ms;
  }

  reset(): void {
    this.#offset = 0;
    this.#last = 0;
  }
}
