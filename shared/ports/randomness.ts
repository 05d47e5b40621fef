/** Randomness and fresh ids; all of it from the operating system's generator. */
export interface Randomness {
  bytes(size: number): Uint8Array;
  uuid(): string;
  /** A ULID at the given time. */
  ulid(at: Date): string;
}
