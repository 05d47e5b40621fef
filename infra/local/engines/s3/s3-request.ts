import type { HttpExchange } from '../http/http-outcome';
import { s3Error } from './s3-error';

/** An S3 request, path-style: `/BUCKET/KEY?QUERY`. */
export interface S3Request {
  /** API name; undefined for what this engine does not have. */
  readonly operation: string | undefined;
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly exchange: HttpExchange;
}

const BUCKET_OPERATIONS: readonly (readonly [method: string, parameter: string, operation: string])[] = [
  ['PUT', 'versioning', 'PutBucketVersioning'],
  ['PUT', 'object-lock', 'PutObjectLockConfiguration'],
  ['GET', 'versioning', 'GetBucketVersioning'],
  ['GET', 'object-lock', 'GetObjectLockConfiguration'],
  ['GET', 'versions', 'ListObjectVersions'],
  ['GET', 'location', 'GetBucketLocation'],
  ['GET', 'list-type', 'ListObjectsV2'],
  ['PUT', '', 'CreateBucket'],
  ['HEAD', '', 'HeadBucket'],
  ['DELETE', '', 'DeleteBucket'],
];
const OBJECT_OPERATIONS: readonly (readonly [method: string, parameter: string, operation: string])[] = [
  ['PUT', 'retention', 'PutObjectRetention'],
  ['GET', 'retention', 'GetObjectRetention'],
  ['PUT', '', 'PutObject'],
  ['GET', '', 'GetObject'],
  ['HEAD', '', 'HeadObject'],
  ['DELETE', '', 'DeleteObject'],
];
/** Subresources that would otherwise fall through to a plain operation. */
const OTHER_SUBRESOURCES = [
  'accelerate',
  'acl',
  'analytics',
  'attributes',
  'cors',
  'delete',
  'encryption',
  'intelligent-tiering',
  'inventory',
  'legal-hold',
  'lifecycle',
  'logging',
  'metrics',
  'notification',
  'ownershipControls',
  'partNumber',
  'policy',
  'policyStatus',
  'publicAccessBlock',
  'replication',
  'requestPayment',
  'restore',
  'select',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
  'website',
];

/** Throws an S3 error when the path is not valid percent-encoded UTF-8. */
export function parseS3Request(exchange: HttpExchange): S3Request {
  const [rawPath = '/', ...rest] = exchange.target.split('?');
  const query = new URLSearchParams(rest.join('?'));
  const [, bucket = '', ...segments] = rawPath.split('/');
  const key = decoded(segments.join('/'));
  if (Buffer.byteLength(key, 'utf8') > 1024) throw s3Error('KeyTooLongError', 'Your key is too long');
  return { operation: operationOf(exchange, bucket, key, query), bucket: decoded(bucket), key, query, exchange };
}

function operationOf(exchange: HttpExchange, bucket: string, key: string, query: URLSearchParams) {
  if (bucket === '') return exchange.method === 'GET' ? 'ListBuckets' : undefined;
  if (OTHER_SUBRESOURCES.some((name) => query.has(name))) return undefined;
  if (exchange.headers['x-amz-copy-source'] !== undefined) return undefined;
  const candidates = key === '' ? BUCKET_OPERATIONS : OBJECT_OPERATIONS;
  const found = candidates.find(
    ([method, parameter]) => method === exchange.method && (parameter === '' || query.has(parameter)),
  );
  return found?.[2];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw s3Error('InvalidURI', "Couldn't parse the specified URI.");
  }
}
