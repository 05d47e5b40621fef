import { headerOf, type HttpExchange } from '../http/http-outcome';
import type { ObjectContent, ObjectVersion } from './object-version';

const KEPT_HEADERS = [
  'content-type',
  'content-disposition',
  'content-language',
  'cache-control',
  'expires',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-bucket-key-enabled',
];
/** Query parameters by which a presigned URL sets headers of the answer. */
const RESPONSE_OVERRIDES = [
  'content-type',
  'content-disposition',
  'content-language',
  'cache-control',
  'expires',
  'content-encoding',
];

/** What a PutObject says of its content, to be given back by GetObject. */
export function contentHeaders(exchange: HttpExchange): Readonly<Record<string, string>> {
  const headers: Record<string, string> = { 'content-type': 'application/octet-stream' };
  for (const name of Object.keys(exchange.headers)) {
    const value = headerOf(exchange, name);
    if (value !== undefined && (KEPT_HEADERS.includes(name) || name.startsWith('x-amz-meta-'))) headers[name] = value;
  }
  const codings = (headerOf(exchange, 'content-encoding') ?? '').split(',').map((coding) => coding.trim());
  const kept = codings.filter((coding) => coding !== '' && coding !== 'aws-chunked');
  return kept.length === 0 ? headers : { ...headers, 'content-encoding': kept.join(',') };
}

/** What GetObject and HeadObject say of a version, but for its length and id. */
export function versionHeaders(
  { content, modifiedAt, retention }: ObjectVersion & { readonly content: ObjectContent },
  query: URLSearchParams,
  withChecksum: boolean,
): Readonly<Record<string, string>> {
  const overrides = RESPONSE_OVERRIDES.flatMap((name) => {
    const value = query.get(`response-${name}`);
    return value === null || /[^\t\x20-\x7e]/.test(value) ? [] : [[name, value] as const];
  });
  return {
    ...content.headers,
    ...Object.fromEntries(overrides),
    'accept-ranges': 'bytes',
    etag: `"${content.etag}"`,
    'last-modified': new Date(modifiedAt).toUTCString(),
    ...(retention && {
      'x-amz-object-lock-mode': retention.mode,
      'x-amz-object-lock-retain-until-date': new Date(retention.until).toISOString(),
    }),
    ...(withChecksum && {
      [`x-amz-checksum-${content.checksum.algorithm}`]: content.checksum.value,
      'x-amz-checksum-type': 'FULL_OBJECT',
    }),
  };
}
