/** One line of the bench. */
export interface Measured {
  readonly figure: string;
  /** Empty where it is for orientation. */
  readonly bar: string;
  readonly measured: string;
  /** Nothing where it could not be measured, or has no bar. */
  readonly passes: boolean | undefined;
}
