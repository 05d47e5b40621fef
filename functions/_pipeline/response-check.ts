import * as z from 'zod';
import type { RouteDefinition } from '../../shared/api/routes/route-definition';
import type { ResponseCheck } from '../../shared/ports/audit-trail';
import { Refused } from './refused';

/** What a route without a response body answers with. */
const NO_CONTENT = z.undefined();

/** Bytes of the largest response body: with its JSON escapes and headers it must fit Lambda's 6 MB. */
const MAX_RESPONSE_BYTES = 5 * 1024 * 1024;

/** @throws Refused when a text is too large to be sent. */
export const assertSendable = (text: string): void => {
  if (Buffer.byteLength(JSON.stringify(text)) > MAX_RESPONSE_BYTES) throw new Refused('response-too-large');
};

/**
 * The check of what a route answers: its schema, strictly, so that no field beyond the contract leaves, and its size.
 * It throws before the audit event of the release is written: for a defect of ours, or for a batch that grew too large.
 * @throws ZodError
 * @throws Refused
 */
export const responseCheck =
  ({ response: { body: schema = NO_CONTENT, accepted } }: RouteDefinition): ResponseCheck =>
  (body) => {
    (accepted === undefined ? schema : z.union([schema, accepted.body])).parse(body);
    if (Buffer.byteLength(JSON.stringify(body ?? null)) > MAX_RESPONSE_BYTES) throw new Refused('response-too-large');
  };
