import { inspect } from 'node:util';

const REDACTED = '[PHI]';

/**
 * PHI in the clear, in a box that shows nothing: not in JSON, not in a template literal, not in `util.inspect`.
 * It is opened in few places only, which a lint rule enforces: by the envelopes that seal it, by the blind index that
 * makes MACs of it and compares it, by the hash that an audit event holds of it, and by the audit trail, once the event
 * that describes the release is durable (guarantee 1).
 */
export class Plaintext<T> {
  readonly #value: T;

  private constructor(value: T) {
    this.#value = value;
  }

  static of<T>(value: T): Plaintext<T> {
    return new Plaintext(value);
  }

  /** Reshapes what is inside, still inside a box. */
  map<U>(reshape: (value: T) => U): Plaintext<U> {
    return new Plaintext(reshape(this.#value));
  }

  /** One box around the contents of several, in order. */
  static all<T>(boxes: readonly Plaintext<T>[]): Plaintext<readonly T[]> {
    return new Plaintext(boxes.map((box) => box.#value));
  }

  /** Whether two boxes hold the same text: all that becomes known of either. */
  static same(one: Plaintext<string>, other: Plaintext<string>): boolean {
    return one.#value === other.#value;
  }

  toJSON(): string {
    return REDACTED;
  }

  toString(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }

  /** Not for use but by `revealPlaintext`. */
  static open<T>(box: Plaintext<T>): T {
    return box.#value;
  }
}

/** Opens the box. For the envelopes, the blind index, and the salted hash of `shared/crypto`, and for `shared/ports/audit-trail.ts` alone. */
export const revealPlaintext = <T>(box: Plaintext<T>): T => Plaintext.open(box);
