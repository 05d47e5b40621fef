import { headerOf, type HttpAnswer } from '../http/http-outcome';
import type { Bucket } from './bucket';
import type { Buckets } from './buckets';
import type { ObjectContent, ObjectVersion } from './object-version';
import { contentHeaders, versionHeaders } from './object-headers';
import { payloadOf } from './payload';
import { byteRange } from './byte-range';
import { requireDeletable, retentionByDefault, retentionStated } from './retention-rules';
import { s3Error, s3ErrorAnswer } from './s3-error';
import { done, type S3Operation } from './s3-operation';
import type { S3Request } from './s3-request';

/** Put, get, head, and delete objects and their versions. */
export function objectOperations(buckets: Buckets): Readonly<Record<string, S3Operation>> {
  const read: S3Operation = async (request) => {
    const bucket = buckets.find(request.bucket);
    const version = wantedVersion(bucket, request);
    if (version.content === undefined) return deleteMarkerAnswer(version, request);
    return contentAnswer(bucket, { ...version, content: version.content }, request);
  };
  return {
    PutObject: (request) => {
      const bucket = buckets.find(request.bucket);
      return bucket.exclusively(request.key, () => putObject(bucket, request, buckets.now()));
    },
    GetObject: read,
    HeadObject: read,
    DeleteObject: (request) => {
      const bucket = buckets.find(request.bucket);
      return bucket.exclusively(request.key, () => deleteObject(bucket, request, buckets.now()));
    },
  };
}

async function putObject(bucket: Bucket, { key, exchange }: S3Request, now: Date): Promise<HttpAnswer> {
  const payload = payloadOf(exchange);
  requireConditions(bucket, key, headerOf(exchange, 'if-none-match'), headerOf(exchange, 'if-match'));
  if (headerOf(exchange, 'x-amz-object-lock-legal-hold') === 'ON') throw s3Error('NotImplemented', 'Legal hold');
  const stated = retentionStated(
    headerOf(exchange, 'x-amz-object-lock-mode'),
    headerOf(exchange, 'x-amz-object-lock-retain-until-date'),
    now,
  );
  if (stated !== undefined && !bucket.configuration.objectLock) {
    throw s3Error('InvalidRequest', 'Bucket is missing Object Lock Configuration');
  }
  if (bucket.configuration.objectLock && !payload.checked) {
    const message = 'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock';
    throw s3Error('InvalidRequest', message);
  }
  const retention = stated ?? retentionByDefault(bucket.configuration.defaultRetention, now);
  const version = await bucket.put(key, payload, contentHeaders(exchange), retention, now);
  const { etag, checksum } = version.content;
  const headers = { etag: `"${etag}"`, [`x-amz-checksum-${checksum.algorithm}`]: checksum.value };
  return { ...done(200), headers: { ...headers, ...versionIdHeader(version) } };
}

/** `If-None-Match: *` writes only where there is no object; `If-Match` only over that object. */
function requireConditions(bucket: Bucket, key: string, ifNoneMatch?: string, ifMatch?: string): void {
  const content = bucket.versionsOf(key)[0]?.content;
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
    throw s3Error('NotImplemented', 'A header you provided implies functionality that is not implemented');
  }
  if (ifMatch !== undefined && content === undefined) throw s3Error('NoSuchKey', 'The specified key does not exist.');
  if ((ifNoneMatch !== undefined && content !== undefined) || (ifMatch !== undefined && !matches(ifMatch, content))) {
    throw s3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
  }
}

/** Without version id a delete marker hides the object; with one, that version is destroyed, if nothing holds it. */
async function deleteObject(bucket: Bucket, { key, query, exchange }: S3Request, now: Date): Promise<HttpAnswer> {
  const versionId = query.get('versionId');
  const bypass = headerOf(exchange, 'x-amz-bypass-governance-retention')?.toLowerCase() === 'true';
  const versioned = bucket.configuration.versioning !== undefined;
  if (versionId === null && versioned) {
    const marker = await bucket.putDeleteMarker(key, now);
    return { ...done(204), headers: { ...versionIdHeader(marker), 'x-amz-delete-marker': 'true' } };
  }
  const version = bucket.versionsOf(key).find((candidate) => candidate.versionId === (versionId ?? 'null'));
  if (version === undefined) return done(204);
  requireDeletable(version, now, bypass);
  await bucket.remove(version);
  if (!versioned) return done(204);
  const isMarker = version.content === undefined;
  return { ...done(204), headers: { ...versionIdHeader(version), ...(isMarker && { 'x-amz-delete-marker': 'true' }) } };
}

/** The version that a request names by `versionId`, or the newest; a delete marker is a version. */
export function wantedVersion(bucket: Bucket, { key, query }: S3Request): ObjectVersion {
  const versionId = query.get('versionId');
  const versions = bucket.versionsOf(key);
  const version = versionId === null ? versions[0] : versions.find((candidate) => candidate.versionId === versionId);
  if (version !== undefined) return version;
  if (versionId !== null) throw s3Error('NoSuchVersion', 'The specified version does not exist.');
  throw s3Error('NoSuchKey', 'The specified key does not exist.');
}

function deleteMarkerAnswer(version: ObjectVersion, { query, exchange }: S3Request): HttpAnswer {
  const headers = { ...versionIdHeader(version), 'x-amz-delete-marker': 'true' };
  const error = query.has('versionId')
    ? s3Error('MethodNotAllowed', 'The specified method is not allowed against this resource.')
    : s3Error('NoSuchKey', 'The specified key does not exist.');
  return s3ErrorAnswer(error, exchange.requestId, headers);
}

async function contentAnswer(
  bucket: Bucket,
  version: ObjectVersion & { readonly content: ObjectContent },
  { query, exchange }: S3Request,
): Promise<HttpAnswer> {
  const { content } = version;
  const ifMatch = headerOf(exchange, 'if-match');
  if (ifMatch !== undefined && !matches(ifMatch, content)) throw s3Error('PreconditionFailed');
  const ifNoneMatch = headerOf(exchange, 'if-none-match');
  if (ifNoneMatch !== undefined && matches(ifNoneMatch, content)) {
    return { status: 304, headers: { etag: `"${content.etag}"` }, body: '' };
  }
  const range = byteRange(headerOf(exchange, 'range'), content.size);
  const { start, length } = range ?? { start: 0, length: content.size };
  const whole = range === undefined;
  const headers = {
    ...versionHeaders(version, query, whole && headerOf(exchange, 'x-amz-checksum-mode') === 'ENABLED'),
    ...(!whole && { 'content-range': `bytes ${start}-${start + length - 1}/${content.size}` }),
    'content-length': String(length),
    ...(bucket.configuration.versioning !== undefined && { 'x-amz-version-id': version.versionId }),
  };
  const body = exchange.method === 'HEAD' ? '' : await bucket.read(content, start, length);
  return { status: whole ? 200 : 206, headers, body };
}

function matches(condition: string, content: ObjectContent | undefined): boolean {
  return content !== undefined && (condition === '*' || condition.replaceAll('"', '') === content.etag);
}

function versionIdHeader({ versionId }: ObjectVersion): Readonly<Record<string, string>> {
  return versionId === 'null' ? {} : { 'x-amz-version-id': versionId };
}
