import { createHash, randomBytes, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { KeyedQueue } from '../storage/keyed-queue';
import type { StateFile } from '../storage/state-file';
import type { ObjectContent, ObjectVersion, Retention } from './object-version';
import type { Payload } from './payload';
import { SortedKeys } from './sorted-keys';
import type { VersionFiles } from './version-files';

export const BucketConfiguration = z.strictObject({
  name: z.string(),
  createdAt: z.number(),
  /** Absent: never switched on. */
  versioning: z.enum(['Enabled', 'Suspended']).optional(),
  objectLock: z.boolean(),
  defaultRetention: z
    .strictObject({ mode: z.enum(['COMPLIANCE', 'GOVERNANCE']), days: z.int().optional(), years: z.int().optional() })
    .optional(),
});
export type BucketConfiguration = Readonly<z.output<typeof BucketConfiguration>>;

/**
 * One bucket: an index of its versions in memory, newest first for each key, behind which everything is durable.
 * `exclusively` makes a check and the write that depends on it one step.
 */
export class Bucket {
  readonly keys = new SortedKeys();
  readonly #versions = new Map<string, ObjectVersion[]>();
  readonly #queue = new KeyedQueue();
  #sequence = 0;

  private constructor(
    private current: BucketConfiguration,
    private readonly file: StateFile<BucketConfiguration>,
    private readonly files: VersionFiles,
  ) {}

  static async open(configuration: BucketConfiguration, file: StateFile<BucketConfiguration>, files: VersionFiles) {
    const bucket = new Bucket(configuration, file, files);
    const versions = [...(await files.load())].sort((a, b) => a.sequence - b.sequence);
    for (const version of versions) bucket.#remember(version);
    return bucket;
  }

  get configuration(): BucketConfiguration {
    return this.current;
  }

  async configure(change: Partial<Omit<BucketConfiguration, 'name'>>): Promise<void> {
    this.current = { ...this.current, ...change };
    await this.file.save(this.current);
  }

  exclusively<T>(key: string, task: () => Promise<T>): Promise<T> {
    return this.#queue.run(key, task);
  }

  /** Newest first. */
  versionsOf(key: string): readonly ObjectVersion[] {
    return this.#versions.get(key) ?? [];
  }

  /** Adds a version; without versioning it takes the place of the `null` version. */
  async put(
    key: string,
    { body, checksum }: Payload,
    headers: Readonly<Record<string, string>>,
    retention: Retention | undefined,
    at: Date,
  ): Promise<ObjectVersion & { readonly content: ObjectContent }> {
    const etag = createHash('md5').update(body).digest('hex');
    const content = { bodyId: randomUUID(), size: body.byteLength, etag, checksum, headers: { ...headers } };
    await this.files.writeBody(content.bodyId, body);
    const version = { ...this.#newVersion(key, at), content, retention };
    await this.#store(version);
    return version;
  }

  async putDeleteMarker(key: string, at: Date): Promise<ObjectVersion> {
    const version = this.#newVersion(key, at);
    await this.#store(version);
    return version;
  }

  async setRetention(version: ObjectVersion, retention: Retention | undefined): Promise<void> {
    const changed = { ...version, retention };
    await this.files.writeVersion(changed);
    const versions = this.#versions.get(version.key) ?? [];
    versions.splice(versions.indexOf(version), 1, changed);
  }

  async remove(version: ObjectVersion): Promise<void> {
    await this.files.remove(version);
    this.#forget(version);
  }

  read({ bodyId }: ObjectContent, start: number, length: number): Promise<Buffer> {
    return this.files.readBody(bodyId, start, length);
  }

  #newVersion(key: string, at: Date): ObjectVersion {
    this.#sequence += 1;
    const versionId = this.current.versioning === 'Enabled' ? randomBytes(24).toString('base64url') : 'null';
    return { key, versionId, sequence: this.#sequence, modifiedAt: at.getTime() };
  }

  async #store(version: ObjectVersion): Promise<void> {
    const replaced = this.versionsOf(version.key).find(({ versionId }) => versionId === version.versionId);
    await this.files.writeVersion(version);
    if (replaced !== undefined) this.#forget(replaced);
    this.#remember(version);
    // The metadata file of the replaced version is the new one's; its bytes alone go.
    if (replaced?.content !== undefined) await this.files.removeBody(replaced.content.bodyId);
  }

  #remember(version: ObjectVersion): void {
    const versions = this.#versions.get(version.key);
    if (versions === undefined) this.#versions.set(version.key, [version]);
    else versions.unshift(version);
    this.keys.add(version.key);
    this.#sequence = Math.max(this.#sequence, version.sequence);
  }

  #forget(version: ObjectVersion): void {
    const left = this.versionsOf(version.key).filter((candidate) => candidate !== version);
    if (left.length > 0) {
      this.#versions.set(version.key, left);
    } else {
      this.#versions.delete(version.key);
      this.keys.remove(version.key);
    }
  }
}
