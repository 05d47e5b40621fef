import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectLockConfigurationCommand,
  PutObjectRetentionCommand,
  S3Client,
  type ListObjectsV2CommandInput,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { startS3, type S3Engine } from '../../../infra/local/engines/s3/start-s3';
import { clientOf, DAY, engineSettings, HOUR, MINUTE, MovableClock, withTemporaryDirectory } from './sdk-environment';

const SEEDS = [
  { name: 'worm', objectLock: { mode: 'COMPLIANCE', days: 30 } },
  { name: 'plain' },
  { name: 'versioned', versioning: true },
] as const;

describe('the local S3, driven by the AWS SDK', () => {
  const clock = new MovableClock();
  let engine: S3Engine;
  let s3: S3Client;

  beforeAll(async () => {
    engine = await startS3({ ...engineSettings(clock), buckets: SEEDS });
    s3 = clientOf(S3Client, 'S3', engine.url);
  });
  afterEach(() => {
    clock.offset = 0;
  });
  afterAll(() => engine.close());

  const put = (
    Bucket: string,
    Key: string,
    Body: PutObjectCommandInput['Body'],
    more: Partial<PutObjectCommandInput> = {},
  ) => s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
  const read = async (Bucket: string, Key: string, more: { VersionId?: string; Range?: string } = {}) =>
    (await s3.send(new GetObjectCommand({ Bucket, Key, ...more }))).Body?.transformToString();
  const remove = (Bucket: string, Key: string, VersionId?: string, BypassGovernanceRetention?: boolean) =>
    s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId, BypassGovernanceRetention }));

  describe('Object Lock', () => {
    const denied = { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } };

    it('refuses to delete a version under COMPLIANCE until its time is over, bypass or not', async () => {
      const { VersionId } = await put('worm', 'entry', 'sealed');
      await expect(remove('worm', 'entry', VersionId)).rejects.toMatchObject(denied);
      await expect(remove('worm', 'entry', VersionId, true)).rejects.toMatchObject(denied);
      clock.offset = 30 * DAY - HOUR;
      await expect(remove('worm', 'entry', VersionId)).rejects.toMatchObject(denied);
      clock.offset = 30 * DAY + HOUR;
      await remove('worm', 'entry', VersionId);
      await expect(read('worm', 'entry')).rejects.toMatchObject({ name: 'NoSuchKey' });
    });

    it('hides a locked object behind a delete marker, and keeps the version', async () => {
      const { VersionId } = await put('worm', 'hidden', 'still here');
      const deleted = await remove('worm', 'hidden');
      expect(deleted).toMatchObject({ DeleteMarker: true });
      await expect(read('worm', 'hidden')).rejects.toMatchObject({ name: 'NoSuchKey' });
      expect(await read('worm', 'hidden', { VersionId })).toBe('still here');
      await expect(read('worm', 'hidden', { VersionId: deleted.VersionId })).rejects.toMatchObject({
        name: 'MethodNotAllowed',
      });
      await remove('worm', 'hidden', deleted.VersionId);
      expect(await read('worm', 'hidden')).toBe('still here');
    });

    it('refuses to shorten, weaken, or lift a COMPLIANCE retention, and lets it be extended', async () => {
      const { VersionId } = await put('worm', 'kept', 'x');
      const retain = (Mode: 'COMPLIANCE' | 'GOVERNANCE', days: number) =>
        s3.send(
          new PutObjectRetentionCommand({
            Bucket: 'worm',
            Key: 'kept',
            VersionId,
            BypassGovernanceRetention: true,
            Retention: { Mode, RetainUntilDate: new Date(Date.now() + days * DAY) },
          }),
        );
      await expect(retain('COMPLIANCE', 29)).rejects.toMatchObject(denied);
      await expect(retain('GOVERNANCE', 60)).rejects.toMatchObject(denied);
      const lift = new PutObjectRetentionCommand({ Bucket: 'worm', Key: 'kept', VersionId, Retention: {} });
      await expect(s3.send(lift)).rejects.toMatchObject(denied);
      await retain('COMPLIANCE', 60);
      const { Retention } = await s3.send(new GetObjectRetentionCommand({ Bucket: 'worm', Key: 'kept' }));
      expect(Retention?.Mode).toBe('COMPLIANCE');
      expect(Retention?.RetainUntilDate?.getTime()).toBeGreaterThan(Date.now() + 59 * DAY);
    });

    it('yields under GOVERNANCE only to a request that asks to bypass it', async () => {
      const { VersionId } = await put('worm', 'governed', 'x', {
        ObjectLockMode: 'GOVERNANCE',
        ObjectLockRetainUntilDate: new Date(Date.now() + DAY),
      });
      await expect(remove('worm', 'governed', VersionId)).rejects.toMatchObject(denied);
      await remove('worm', 'governed', VersionId, true);
    });

    it('takes mode and date of the request over the default, and refuses a past date or half of the pair', async () => {
      const ObjectLockRetainUntilDate = new Date(Date.now() + 400 * DAY);
      await put('worm', 'stated', 'x', { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate });
      const head = await s3.send(new HeadObjectCommand({ Bucket: 'worm', Key: 'stated' }));
      expect(head.ObjectLockMode).toBe('COMPLIANCE');
      expect(head.ObjectLockRetainUntilDate?.getTime()).toBeGreaterThan(Date.now() + 399 * DAY);
      const past = { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: new Date(0) } as const;
      await expect(put('worm', 'past', 'x', past)).rejects.toMatchObject({ name: 'InvalidArgument' });
      await expect(put('worm', 'half', 'x', { ObjectLockRetainUntilDate })).rejects.toMatchObject({
        name: 'InvalidArgument',
      });
    });

    it('is refused on a bucket that was made without it, and keeps versioning on', async () => {
      const ObjectLockConfiguration = {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Years: 6 } },
      } as const;
      const configure = (Bucket: string) =>
        s3.send(new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }));
      await expect(configure('plain')).rejects.toMatchObject({ name: 'InvalidBucketState' });
      const read404 = s3.send(new GetObjectLockConfigurationCommand({ Bucket: 'plain' }));
      await expect(read404).rejects.toMatchObject({ name: 'ObjectLockConfigurationNotFoundError' });
      await s3.send(new CreateBucketCommand({ Bucket: 'new-worm', ObjectLockEnabledForBucket: true }));
      await configure('new-worm');
      const shown = await s3.send(new GetObjectLockConfigurationCommand({ Bucket: 'new-worm' }));
      expect(shown.ObjectLockConfiguration).toEqual(ObjectLockConfiguration);
      const suspend = { Bucket: 'new-worm', VersioningConfiguration: { Status: 'Suspended' } } as const;
      await expect(s3.send(new PutBucketVersioningCommand(suspend))).rejects.toMatchObject({
        name: 'InvalidBucketState',
      });
      await put('new-worm', 'k', 'v');
      const { ObjectLockRetainUntilDate } = await s3.send(new HeadObjectCommand({ Bucket: 'new-worm', Key: 'k' }));
      expect(ObjectLockRetainUntilDate?.getUTCFullYear()).toBe(new Date().getUTCFullYear() + 6);
    });
  });

  describe('conditional writes', () => {
    const failed = { name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } };

    it('refuses If-None-Match: * over an object, of parallel writers all but one', async () => {
      const writers = Array.from({ length: 8 }, (_, index) =>
        put('worm', 'once', `writer ${index}`, { IfNoneMatch: '*' }),
      );
      const results = await Promise.allSettled(writers);
      const refused = results.filter(({ status }) => status === 'rejected');
      expect(refused).toHaveLength(7);
      for (const result of refused) expect(result).toMatchObject({ reason: failed });
    });

    it('refuses If-Match over another object, and over none', async () => {
      const { ETag } = await put('plain', 'checkpoint', '1');
      await put('plain', 'checkpoint', '2', { IfMatch: ETag });
      await expect(put('plain', 'checkpoint', '3', { IfMatch: ETag })).rejects.toMatchObject(failed);
      await expect(put('plain', 'absent', '1', { IfMatch: ETag })).rejects.toMatchObject({ name: 'NoSuchKey' });
    });
  });

  describe('payloads', () => {
    it('refuses one that does not fit its checksum or Content-MD5, and stores nothing', async () => {
      const wrong = { ChecksumSHA256: createHash('sha256').update('other').digest('base64') };
      await expect(put('plain', 'bad', 'body', wrong)).rejects.toMatchObject({ name: 'BadDigest' });
      const md5 = { ContentMD5: createHash('md5').update('other').digest('base64') };
      await expect(put('plain', 'bad', 'body', md5)).rejects.toMatchObject({ name: 'BadDigest' });
      await expect(read('plain', 'bad')).rejects.toMatchObject({ name: 'NoSuchKey' });
    });

    it('refuses malformed chunks', async () => {
      for (const body of ['zz\r\n', '5\r\nab', '2\r\nabc\r\n0\r\n\r\n', '', '2\r\nab\r\n']) {
        const response = await fetch(`${engine.url}/plain/chunked`, {
          method: 'PUT',
          headers: {
            authorization: 'AWS4-HMAC-SHA256 x',
            'content-encoding': 'aws-chunked',
            'x-amz-decoded-content-length': '2',
          },
          body,
        });
        expect(response.status).toBe(400);
        expect(await response.text()).toMatch(/<Code>(IncompleteBody|InvalidRequest)<\/Code>/);
      }
    });

    it('takes streams as the SDK sends them: aws-chunked with a trailing checksum', async () => {
      const parts = ['alpha ', 'beta ', 'gamma'].map((text) => Buffer.from(text.repeat(10_000)));
      const whole = Buffer.concat(parts);
      await put('plain', 'stream', Readable.from(parts), { ContentLength: whole.byteLength });
      const { Body, ChecksumCRC32, ContentEncoding } = await s3.send(
        new GetObjectCommand({ Bucket: 'plain', Key: 'stream', ChecksumMode: 'ENABLED' }),
      );
      expect(Buffer.from((await Body?.transformToByteArray()) ?? [])).toEqual(whole);
      expect(ChecksumCRC32).toMatch(/^.{8}$/);
      expect(ContentEncoding).toBeUndefined();
    });

    it('gives back type, metadata, and byte ranges, and refuses a range beyond the end', async () => {
      const Key = 'a b/ü+&?=%.txt';
      await put('plain', Key, '0123456789', { ContentType: 'text/plain', Metadata: { tree: 'platform' } });
      const head = await s3.send(new HeadObjectCommand({ Bucket: 'plain', Key }));
      expect(head).toMatchObject({ ContentType: 'text/plain', Metadata: { tree: 'platform' }, ContentLength: 10 });
      expect(await read('plain', Key, { Range: 'bytes=2-4' })).toBe('234');
      expect(await read('plain', Key, { Range: 'bytes=7-' })).toBe('789');
      expect(await read('plain', Key, { Range: 'bytes=-2' })).toBe('89');
      await expect(read('plain', Key, { Range: 'bytes=10-' })).rejects.toMatchObject({ name: 'InvalidRange' });
    });

    it('takes an empty body', async () => {
      await put('plain', 'empty', new Uint8Array(0));
      expect(await read('plain', 'empty')).toBe('');
    });
  });

  describe('versions', () => {
    it('keeps each one, and lists them newest first with their delete markers', async () => {
      const first = await put('versioned', 'v/k', '1');
      const second = await put('versioned', 'v/k', '2');
      const marker = await remove('versioned', 'v/k');
      expect(await read('versioned', 'v/k', { VersionId: first.VersionId })).toBe('1');
      await expect(read('versioned', 'v/k', { VersionId: 'none' })).rejects.toMatchObject({ name: 'NoSuchVersion' });
      const listed = await s3.send(new ListObjectVersionsCommand({ Bucket: 'versioned', Prefix: 'v/' }));
      expect(listed.Versions?.map(({ VersionId }) => VersionId)).toEqual([second.VersionId, first.VersionId]);
      expect(listed.DeleteMarkers).toMatchObject([{ VersionId: marker.VersionId, IsLatest: true }]);
    });

    it('lists them page by page without loss or repetition', async () => {
      const written: (string | undefined)[] = [];
      for (let index = 0; index < 5; index += 1) {
        written.push((await put('versioned', `pages/${index % 2}`, String(index))).VersionId);
      }
      const seen: (string | undefined)[] = [];
      let markers: { KeyMarker?: string; VersionIdMarker?: string } = {};
      do {
        const input = { Bucket: 'versioned', Prefix: 'pages/', MaxKeys: 2, ...markers };
        const page = await s3.send(new ListObjectVersionsCommand(input));
        seen.push(...(page.Versions ?? []).map(({ VersionId }) => VersionId));
        markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
      } while (markers.KeyMarker !== undefined);
      expect([...seen].sort()).toEqual([...written].sort());
    });

    it('are replaced and removed at once where versioning is off', async () => {
      expect((await put('plain', 'k', '1')).VersionId).toBeUndefined();
      await put('plain', 'k', '2');
      expect(await read('plain', 'k')).toBe('2');
      await remove('plain', 'k');
      await expect(read('plain', 'k')).rejects.toMatchObject({ name: 'NoSuchKey' });
      expect(await s3.send(new GetBucketVersioningCommand({ Bucket: 'plain' }))).not.toHaveProperty('Status');
    });
  });

  it('lists keys in byte order by prefix, delimiter, and page', async () => {
    const keys = ['tile/0/001', 'tile/0/000', 'tile/1/000', 'tile/x', 'tile/ä', 'tile/\u{1f600}', 'checkpoint/1'];
    await Promise.all(keys.map((key) => put('worm', `list/${key}`, key)));
    const list = (input: Partial<ListObjectsV2CommandInput>) =>
      s3.send(new ListObjectsV2Command({ Bucket: 'worm', ...input }));
    const tiles = await list({ Prefix: 'list/tile/', Delimiter: '/' });
    expect(tiles.CommonPrefixes).toEqual([{ Prefix: 'list/tile/0/' }, { Prefix: 'list/tile/1/' }]);
    expect(tiles.Contents?.map(({ Key }) => Key)).toEqual(['list/tile/x', 'list/tile/ä', 'list/tile/\u{1f600}']);
    const seen: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await list({ Prefix: 'list/tile/', Delimiter: '/', MaxKeys: 1, ContinuationToken });
      expect(page.KeyCount).toBe(1);
      seen.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
      seen.push(...(page.Contents ?? []).map(({ Key }) => Key));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    const entries = ['0/', '1/', 'x', 'ä', '\u{1f600}'];
    expect(seen).toEqual(entries.map((entry) => `list/tile/${entry}`));
    const all = await list({ Prefix: 'list/', StartAfter: 'list/tile/1/000' });
    expect(all.Contents?.map(({ Key }) => Key)).toEqual(['list/tile/x', 'list/tile/ä', 'list/tile/\u{1f600}']);
  });

  it('refuses what does not exist by the name that S3 gives it', async () => {
    await expect(read('none', 'k')).rejects.toMatchObject({ name: 'NoSuchBucket' });
    await expect(s3.send(new HeadBucketCommand({ Bucket: 'none' }))).rejects.toMatchObject({ name: 'NotFound' });
    await expect(s3.send(new HeadObjectCommand({ Bucket: 'plain', Key: 'none' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
    await expect(s3.send(new CreateBucketCommand({ Bucket: 'plain' }))).rejects.toMatchObject({
      name: 'BucketAlreadyOwnedByYou',
    });
    await put('versioned', 'content', 'x');
    await expect(s3.send(new DeleteBucketCommand({ Bucket: 'versioned' }))).rejects.toMatchObject({
      name: 'BucketNotEmpty',
    });
  });

  describe('without the SDK', () => {
    const presigned = (at: Date, seconds: number) =>
      new URLSearchParams({
        'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
        'X-Amz-Date': at.toISOString().replace(/[-:]|\.\d{3}/g, ''),
        'X-Amz-Expires': String(seconds),
        'X-Amz-SignedHeaders': 'host',
        'X-Amz-Signature': '0'.repeat(64),
      });

    it('refuses a request that is not signed, and a presigned URL whose time is over', async () => {
      await put('plain', 'result', 'report');
      const get = (query: URLSearchParams | string) => fetch(`${engine.url}/plain/result?${query.toString()}`);
      expect((await get('')).status).toBe(403);
      expect((await get(presigned(new Date(), 0))).status).toBe(400);
      const query = presigned(new Date(), 300);
      query.set('response-content-disposition', 'attachment; filename="report.csv"');
      const response = await get(query);
      expect(response.headers.get('content-disposition')).toBe('attachment; filename="report.csv"');
      expect(await response.text()).toBe('report');
      clock.offset = 6 * MINUTE;
      const late = await get(query);
      expect(late.status).toBe(403);
      expect(await late.text()).toContain('<Message>Request has expired</Message>');
    });

    it.each([
      ['GET', '/plain/%E0%A4%A', 400, 'InvalidURI'],
      ['PUT', '/plain?acl', 501, 'NotImplemented'],
      ['POST', '/plain/k?uploads', 501, 'NotImplemented'],
      ['PUT', '/..', 400, 'InvalidBucketName'],
      ['PUT', '/plain?versioning', 400, 'MalformedXML'],
      ['GET', '/plain?list-type=2&max-keys=x', 400, 'InvalidArgument'],
    ])('answers %s %s with %i %s in XML', async (method, target, status, code) => {
      const { request } = await import('node:http');
      const { port } = new URL(engine.url);
      const answer = await new Promise<{ status?: number; text: string }>((done) => {
        const headers = { authorization: 'AWS4-HMAC-SHA256 x', host: '127.0.0.1' };
        request({ host: '127.0.0.1', port, method, path: target, headers }, (response) => {
          let text = '';
          response.on('data', (chunk: Buffer) => (text += chunk.toString()));
          response.on('end', () => {
            done({ status: response.statusCode, text });
          });
        }).end();
      });
      expect(answer.status).toBe(status);
      expect(answer.text).toContain(`<Code>${code}</Code>`);
    });
  });
});

describe('the local S3 on a directory', () => {
  it('lets one of parallel writers with If-None-Match: * through, and keeps that one', () =>
    withTemporaryDirectory(async (directory) => {
      const engine = await startS3({ ...engineSettings(), directory, buckets: SEEDS });
      const s3 = clientOf(S3Client, 'S3', engine.url);
      const write = async (Body: string) => {
        await s3.send(new PutObjectCommand({ Bucket: 'worm', Key: 'once', Body, IfNoneMatch: '*' }));
        return Body;
      };
      const results = await Promise.allSettled(Array.from({ length: 8 }, (_, index) => write(String(index))));
      const winners = results.filter((result) => result.status === 'fulfilled').map(({ value }) => value);
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'worm', Key: 'once' }));
      await engine.close();
      expect(winners).toEqual([await Body?.transformToString()]);
    }));

  it('keeps objects, versions, locks, and configurations over a restart, in files of the owner alone', () =>
    withTemporaryDirectory(async (directory) => {
      const settings = { ...engineSettings(), directory, buckets: SEEDS };
      const first = await startS3(settings);
      const before = clientOf(S3Client, 'S3', first.url);
      const locked = await before.send(new PutObjectCommand({ Bucket: 'worm', Key: '../k', Body: 'locked' }));
      await before.send(new PutObjectCommand({ Bucket: 'plain', Key: 'k', Body: '1' }));
      await before.send(new PutObjectCommand({ Bucket: 'plain', Key: 'k', Body: '2' }));
      await before.send(new DeleteObjectCommand({ Bucket: 'worm', Key: '../k' }));
      await first.close();

      const second = await startS3(settings);
      const after = clientOf(S3Client, 'S3', second.url);
      const plain = await after.send(new GetObjectCommand({ Bucket: 'plain', Key: 'k' }));
      expect(await plain.Body?.transformToString()).toBe('2');
      const version = { Bucket: 'worm', Key: '../k', VersionId: locked.VersionId };
      const kept = await after.send(new GetObjectCommand(version));
      expect(await kept.Body?.transformToString()).toBe('locked');
      await expect(after.send(new GetObjectCommand({ Bucket: 'worm', Key: '../k' }))).rejects.toMatchObject({
        name: 'NoSuchKey',
      });
      await expect(after.send(new DeleteObjectCommand(version))).rejects.toMatchObject({ name: 'AccessDenied' });
      expect((await stat(join(directory, 'worm', 'objects'))).mode & 0o777).toBe(0o700);
      expect((await stat(join(directory, 'worm', 'bucket.json'))).mode & 0o777).toBe(0o600);
      await second.close();
    }));
});
