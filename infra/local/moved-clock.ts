/**
 * The clock of the local stack: the machine's, moved by an offset that `POST /__local/clock` sets. The offset lies in
 * shared memory, so that every function instance sees a move at once.
 */
export class MovedClock {
  /** Eight bytes: the offset in milliseconds. */
  readonly memory = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
  readonly #offset = new BigInt64Array(this.memory);

  get offsetMs(): number {
    return Number(Atomics.load(this.#offset, 0));
  }

  /** @param offsetMs Whole milliseconds, negative for the past. */
  move(offsetMs: number): void {
    Atomics.store(this.#offset, 0, BigInt(offsetMs));
  }

  now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }
}
