import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openStateFile } from '../storage/state-file';
import { Bucket, BucketConfiguration } from './bucket';
import type { BucketSeed } from './bucket-seed';
import { s3Error } from './s3-error';
import { versionFilesIn, versionFilesInMemory } from './version-files';

const BUCKET_NAME = /^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const CONFIGURATION_FILE = 'bucket.json';

/** The buckets of the local stack, a folder for each; `directory` absent: in memory. */
export class Buckets {
  readonly #buckets = new Map<string, Bucket>();

  private constructor(
    readonly directory: string | undefined,
    readonly now: () => Date,
  ) {}

  static async open(directory: string | undefined, now: () => Date): Promise<Buckets> {
    const buckets = new Buckets(directory, now);
    if (directory === undefined) return buckets;
    // A folder without a configuration is a bucket whose creation a crash cut short: it does not exist.
    const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (entry.isDirectory() && existsSync(join(directory, entry.name, CONFIGURATION_FILE))) {
        await buckets.#open(entry.name);
      }
    }
    return buckets;
  }

  async create(
    name: string,
    objectLock: boolean,
    more: Partial<Pick<BucketConfiguration, 'versioning' | 'defaultRetention'>> = {},
  ): Promise<Bucket> {
    if (!BUCKET_NAME.test(name)) throw s3Error('InvalidBucketName', 'The specified bucket is not valid.');
    if (this.#buckets.has(name)) throw s3Error('BucketAlreadyOwnedByYou', 'The bucket exists already, and is yours.');
    const createdAt = this.now().getTime();
    return this.#open(name, { name, createdAt, objectLock, versioning: objectLock ? 'Enabled' : undefined, ...more });
  }

  /** In one write: a bucket that a kill left without its retention would be found again, and stay so. */
  async ensure(seed: BucketSeed): Promise<void> {
    if (this.#buckets.has(seed.name)) return;
    const lock = seed.objectLock ?? false;
    await this.create(seed.name, lock !== false, {
      ...(seed.versioning === true ? { versioning: 'Enabled' } : {}),
      ...(typeof lock === 'object' ? { defaultRetention: lock } : {}),
    });
  }

  find(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (bucket === undefined) throw s3Error('NoSuchBucket', 'The specified bucket does not exist');
    return bucket;
  }

  /** Only an empty one, delete markers counted as content. */
  async delete(name: string): Promise<void> {
    const bucket = this.find(name);
    if (!bucket.keys.isEmpty()) throw s3Error('BucketNotEmpty', 'The bucket you tried to delete is not empty.');
    this.#buckets.delete(name);
    if (this.directory !== undefined) await rm(join(this.directory, name), { recursive: true, force: true });
  }

  list(): readonly Bucket[] {
    return [...this.#buckets.values()];
  }

  async #open(name: string, initial?: BucketConfiguration): Promise<Bucket> {
    const folder = this.directory === undefined ? undefined : join(this.directory, name);
    const path = folder === undefined ? undefined : join(folder, CONFIGURATION_FILE);
    const file = await openStateFile<BucketConfiguration>(path, BucketConfiguration);
    const configuration = file.loaded ?? initial;
    if (configuration === undefined) throw s3Error('NoSuchBucket');
    if (file.loaded === undefined) await file.save(configuration);
    const files = folder === undefined ? versionFilesInMemory() : versionFilesIn(join(folder, 'objects'));
    const bucket = await Bucket.open(configuration, file, files);
    this.#buckets.set(name, bucket);
    return bucket;
  }
}
