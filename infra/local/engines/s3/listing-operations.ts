import type { Bucket } from './bucket';
import type { Buckets } from './buckets';
import type { ObjectVersion } from './object-version';
import { s3Error } from './s3-error';
import { xmlAnswer, type S3Operation } from './s3-operation';
import { xmlElement } from './xml';

const MAXIMUM_KEYS = 1000;

/** ListObjectsV2 and ListObjectVersions. */
export function listingOperations(buckets: Buckets): Readonly<Record<string, S3Operation>> {
  return {
    ListObjectsV2: ({ bucket: name, query }) => {
      const bucket = buckets.find(name);
      const prefix = query.get('prefix') ?? '';
      const delimiter = query.get('delimiter') ?? '';
      const maxKeys = maxKeysOf(query);
      const token = query.get('continuation-token');
      const after = token === null ? (query.get('start-after') ?? '') : afterOf(token);
      const { entries, next } = page(bucket, prefix, delimiter, after, maxKeys);
      const encode = encoderOf(query);
      return xmlAnswer('ListBucketResult', [
        xmlElement('Name', name),
        xmlElement('Prefix', encode(prefix)),
        ...(delimiter === '' ? [] : [xmlElement('Delimiter', encode(delimiter))]),
        xmlElement('KeyCount', entries.length),
        xmlElement('MaxKeys', maxKeys),
        ...(query.get('encoding-type') === 'url' ? [xmlElement('EncodingType', 'url')] : []),
        xmlElement('IsTruncated', next !== undefined),
        ...(token === null ? [] : [xmlElement('ContinuationToken', token)]),
        ...(next === undefined ? [] : [xmlElement('NextContinuationToken', tokenFor(next))]),
        ...entries.map((entry) =>
          typeof entry === 'string'
            ? xmlElement('CommonPrefixes', [xmlElement('Prefix', encode(entry))])
            : xmlElement('Contents', [xmlElement('Key', encode(entry.key)), ...contentElements(entry)]),
        ),
      ]);
    },
    ListObjectVersions: ({ bucket: name, query }) => {
      if (query.has('delimiter')) throw s3Error('NotImplemented', 'ListObjectVersions with a delimiter');
      const bucket = buckets.find(name);
      const prefix = query.get('prefix') ?? '';
      const keyMarker = query.get('key-marker') ?? '';
      const versionMarker = query.get('version-id-marker') ?? '';
      const maxKeys = maxKeysOf(query);
      const found = [...versionsAfter(bucket, prefix, keyMarker, versionMarker, maxKeys + 1)];
      const shown = found.slice(0, maxKeys);
      const last = found.length > maxKeys ? shown.at(-1) : undefined;
      const encode = encoderOf(query);
      return xmlAnswer('ListVersionsResult', [
        xmlElement('Name', name),
        xmlElement('Prefix', encode(prefix)),
        xmlElement('KeyMarker', encode(keyMarker)),
        xmlElement('VersionIdMarker', versionMarker),
        xmlElement('MaxKeys', maxKeys),
        xmlElement('IsTruncated', last !== undefined),
        ...(last === undefined
          ? []
          : [xmlElement('NextKeyMarker', encode(last.key)), xmlElement('NextVersionIdMarker', last.versionId)]),
        ...shown.map((version) =>
          xmlElement(version.content === undefined ? 'DeleteMarker' : 'Version', [
            xmlElement('Key', encode(version.key)),
            xmlElement('VersionId', version.versionId),
            xmlElement('IsLatest', bucket.versionsOf(version.key)[0] === version),
            ...contentElements(version),
          ]),
        ),
      ]);
    },
  };
}

/** One page: objects, and common prefixes as plain strings; `next` is the last entry, when more follow. */
function page(bucket: Bucket, prefix: string, delimiter: string, after: string, maxKeys: number) {
  const entries: (ObjectVersion | string)[] = [];
  let last = after;
  for (const key of bucket.keys.withPrefix(prefix, after)) {
    const newest = bucket.versionsOf(key)[0];
    if (newest?.content === undefined) continue;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const entry = end < 0 ? key : key.slice(0, end + delimiter.length);
    if (entry === last || key === after) continue;
    if (entries.length === maxKeys) return { entries, next: maxKeys === 0 ? undefined : last };
    entries.push(end < 0 ? newest : entry);
    last = entry;
  }
  return { entries, next: undefined };
}

function* versionsAfter(
  bucket: Bucket,
  prefix: string,
  keyMarker: string,
  versionMarker: string,
  limit: number,
): Generator<ObjectVersion> {
  let left = limit;
  for (const key of bucket.keys.withPrefix(prefix, keyMarker)) {
    const versions = bucket.versionsOf(key);
    const markedIndex = versions.findIndex(({ versionId }) => versionId === versionMarker);
    const skipped = key !== keyMarker || keyMarker === '' ? 0 : markedIndex < 0 ? versions.length : markedIndex + 1;
    for (const version of versions.slice(skipped)) {
      if (left === 0) return;
      left -= 1;
      yield version;
    }
  }
}

function contentElements({ content, modifiedAt }: ObjectVersion): readonly string[] {
  const modified = xmlElement('LastModified', new Date(modifiedAt).toISOString());
  if (content === undefined) return [modified];
  const storage = xmlElement('StorageClass', 'STANDARD');
  return [modified, xmlElement('ETag', `"${content.etag}"`), xmlElement('Size', content.size), storage];
}

function maxKeysOf(query: URLSearchParams): number {
  const maxKeys = Number(query.get('max-keys') ?? MAXIMUM_KEYS);
  if (!Number.isInteger(maxKeys) || maxKeys < 0) throw s3Error('InvalidArgument', 'max-keys is not valid');
  return Math.min(maxKeys, MAXIMUM_KEYS);
}

function encoderOf(query: URLSearchParams): (text: string) => string {
  const url = query.get('encoding-type') === 'url';
  return (text) => (url ? encodeURIComponent(text).replaceAll('%2F', '/') : text);
}

function tokenFor(last: string): string {
  return Buffer.from(last, 'utf8').toString('base64url');
}

function afterOf(token: string): string {
  if (!/^[A-Za-z0-9_-]+$/.test(token)) throw s3Error('InvalidArgument', 'The continuation token provided is incorrect');
  return Buffer.from(token, 'base64url').toString('utf8');
}
