import type { RouteDefinition } from '../../shared/api/routes/route-definition';
import type { ResponseCheck } from '../../shared/ports/audit-trail';

/** Bytes of the largest response body: with its JSON escapes and headers it must fit Lambda's 6 MB. */
const MAX_RESPONSE_BYTES = 5 * 1024 * 1024;

/**
 * The check of what a route answers: its schema, strictly, so that no field beyond the contract leaves, and its size.
 * It throws for a defect of ours, before the audit event of the release is written.
 */
export const responseCheck =
  ({ response }: RouteDefinition): ResponseCheck =>
  (body) => {
    response.body.parse(body);
    if (Buffer.byteLength(JSON.stringify(body)) > MAX_RESPONSE_BYTES) throw new RangeError('response too large');
  };
