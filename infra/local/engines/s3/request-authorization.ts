import { s3Error } from './s3-error';
import type { S3Request } from './s3-request';

/**
 * Refuses anonymous requests and presigned URLs whose time is over. The signature itself is not verified: this engine
 * knows no credentials, and serves loopback only. The signer must go by the same clock as `now`.
 */
export function requireAuthorization({ exchange, query }: S3Request, now: Date): void {
  if (exchange.headers.authorization?.startsWith('AWS4-') === true) return;
  if (!query.has('X-Amz-Signature')) throw s3Error('AccessDenied', 'Access Denied');
  const signedAt = timeOf(query.get('X-Amz-Date') ?? '');
  const seconds = Number(query.get('X-Amz-Expires') ?? Number.NaN);
  if (Number.isNaN(signedAt) || !Number.isInteger(seconds) || seconds < 1 || seconds > 604_800) {
    throw s3Error('AuthorizationQueryParametersError', 'Query-string authentication parameters are not valid.');
  }
  if (now.getTime() > signedAt + seconds * 1000) throw s3Error('AccessDenied', 'Request has expired');
}

/** `20261122T085159Z` → milliseconds, or NaN. */
function timeOf(text: string): number {
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5'));
}
