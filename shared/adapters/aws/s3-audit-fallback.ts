import { auditFallbackKey } from '../../domain/emergency-audit';
import type { AuditEvent } from '../../domain/audit-event';
import type { AuditFallback } from '../../ports/audit-fallback';
import { DependencyUnavailableError } from '../../ports/errors';
import { untilDeadline } from './deadline';
import { jitteredPause } from './jittered-pause';
import { type BucketAddress, signedPut, type SignedRequest } from './s3-signed-put';
import { available } from './unavailable';

/** As of every AWS call: three attempts of 1.5 seconds at most. */
const ATTEMPTS = 3;
const ATTEMPT_MS = 1500;

const OK = 200;
const TAKEN = 412;
/** What may be otherwise a moment later: a time-out, another write under way, a throttle, S3's own trouble. */
const PASSING = new Set([408, 409, 429, 500, 502, 503, 504]);

type Outcome = 'stored' | 'taken' | 'refused' | 'unknown';

const outcomeOf = (status: number): Outcome => {
  if (status === OK) return 'stored';
  if (status === TAKEN) return 'taken';
  return PASSING.has(status) ? 'unknown' : 'refused';
};

const attempt = async (address: BucketAddress, key: string, body: string): Promise<Outcome> => {
  const { abortSignal } = untilDeadline();
  const limit = AbortSignal.timeout(ATTEMPT_MS);
  // Signed anew each time, by the time that it is then.
  const { url, headers }: SignedRequest = await signedPut(address, key, body);
  try {
    const signal = abortSignal === undefined ? limit : AbortSignal.any([abortSignal, limit]);
    const response = await fetch(url, { method: 'PUT', headers, body, signal, redirect: 'error' });
    await response.body?.cancel();
    return outcomeOf(response.status);
  } catch {
    abortSignal?.throwIfAborted();
    // The connection or its time ended: whether S3 has the object is unknown.
    return 'unknown';
  }
};

/** The second audit sink in the object-lock bucket, which shares no KMS key with the audit table. */
export class S3AuditFallback implements AuditFallback {
  readonly #address: BucketAddress;

  constructor(address: BucketAddress) {
    this.#address = address;
  }

  /**
   * An event's id is drawn for it and tried by nobody else, so an id that is taken after an attempt whose outcome is
   * unknown was taken by that attempt, with the same content.
   */
  async keep(event: AuditEvent): Promise<void> {
    const key = auditFallbackKey(event.covered_entity_id, event.id);
    const body = JSON.stringify(event);
    await available('audit-fallback', async () => {
      let mayBeOurs = false;
      for (let attempts = 1; ; attempts += 1) {
        const outcome = await attempt(this.#address, key, body);
        if (outcome === 'stored' || (outcome === 'taken' && mayBeOurs)) return;
        if (outcome !== 'unknown' || attempts >= ATTEMPTS) throw new DependencyUnavailableError('audit-fallback');
        mayBeOurs = true;
        await jitteredPause(attempts);
      }
    });
  }
}
