/** A request as an engine received it. */
export interface RecordedRequest {
  readonly operation: string;
  /** The body's text, cut where it is very long. */
  readonly body: string;
}

const LONGEST = 16_384;

export const recordedRequest = (operation: string, body: Uint8Array): RecordedRequest => ({
  operation,
  body: Buffer.from(body).toString('utf8', 0, LONGEST),
});
