/** A request as an engine received it. */
export interface RecordedRequest {
  readonly operation: string;
  /** The body's text, cut where it is very long. */
  readonly body: string;
}

const MOST = 1_000;
const LONGEST = 16_384;

/** The newest requests of one engine, so that whoever tests the local stack sees what was sent. In memory only. */
export class RequestRecord {
  readonly #requests: RecordedRequest[] = [];

  add(operation: string, body: Uint8Array): void {
    this.#requests.push({ operation, body: Buffer.from(body).toString('utf8', 0, LONGEST) });
    if (this.#requests.length > MOST) this.#requests.shift();
  }

  /** Oldest first. */
  list(): readonly RecordedRequest[] {
    return [...this.#requests];
  }
}
