import { createHash, createHmac } from 'node:crypto';
import { canonicalJson } from '../../../shared/domain/idempotency';

/** The longest `device_id` that the API takes. */
const MAX_DEVICE_ID = 64;

const URN = /^urn:uuid:([0-9a-fA-F-]{36})$/;
const REFERENCE = /(?:^|\/)Patient\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

/** The id that a reference to a patient names: `Patient/1`, with or without a server, or `urn:uuid:…`. */
export const sourceIdOfReference = (reference: string | undefined): string | undefined =>
  reference === undefined ? undefined : (URN.exec(reference)?.[1] ?? REFERENCE.exec(reference)?.[1]);

/** Stable for an observation, so that the API knows a repeat for ever. */
export const deviceIdOf = (observationId: string): string => {
  const id = `fhir:${observationId}`;
  if (id.length <= MAX_DEVICE_ID) return id;
  return `fhir:${createHash('sha256').update(observationId).digest('hex').slice(0, 48)}`;
};

/** Stable ids of what is imported into one place: no source id and no content can be read from them. */
export class SourceKeys {
  /** @param target Names the place: the app client and the covered entity. */
  constructor(readonly target: string) {}

  /** Names the source record in the state file. */
  sourceKey(resourceType: string, sourceId: string): string {
    return this.#mac(['source', resourceType, sourceId]);
  }

  contentKey(body: unknown): string {
    return this.#mac(['content', body]);
  }

  /**
   * Of entity, type, and source id, not of the content: for a source that was changed while an answer was lost, the API
   * then says so, and makes no second patient.
   */
  idempotencyKey(resourceType: string, sourceId: string): string {
    return `import-${this.#mac(['request', resourceType, sourceId])}`;
  }

  #mac(parts: readonly unknown[]): string {
    return createHmac('sha256', this.target).update(canonicalJson(parts)).digest('base64url');
  }
}
