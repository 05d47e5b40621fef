/** Time, so that nothing reads it behind a caller's back. */
export interface Clock {
  now(): Date;
}
