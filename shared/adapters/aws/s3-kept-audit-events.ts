import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { type AuditEvent, AuditEventSchema } from '../../domain/audit-event';
import { AUDIT_FALLBACK_PREFIX, auditFallbackKey } from '../../domain/emergency-audit';
import type { KeptAuditEvents } from '../../ports/audit-fallback';
import { untilDeadline } from './deadline';
import { available } from './unavailable';

/** Pages of up to 1,000 covered entities. */
const MAX_PAGES = 10;
const EXTENSION = '.json';
/** An event is at most 16 KiB. */
const LONGEST_BYTES = 65_536;

const NO_TEXT = new Set(['NoSuchKey', 'InvalidRange']);

const isTree = (name: string): boolean => /^([0-9a-f-]{36}|platform)$/.test(name);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What the object-lock bucket holds of the second audit sink. */
export class S3KeptAuditEvents implements KeptAuditEvents {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  trees(): Promise<readonly string[]> {
    return available('audit-fallback', async () => {
      const trees: string[] = [];
      let from: string | undefined;
      for (let pages = 0; pages < MAX_PAGES; pages += 1) {
        const list = { Bucket: this.#bucket, Prefix: AUDIT_FALLBACK_PREFIX, Delimiter: '/', ContinuationToken: from };
        const page = await this.#client.send(new ListObjectsV2Command(list), untilDeadline());
        const names = (page.CommonPrefixes ?? []).map(({ Prefix = '' }) =>
          Prefix.slice(AUDIT_FALLBACK_PREFIX.length, -1),
        );
        trees.push(...names.filter(isTree));
        from = page.NextContinuationToken;
        if (from === undefined) break;
      }
      return trees;
    });
  }

  names(tree: string, after: string | undefined, limit: number): Promise<readonly string[]> {
    return available('audit-fallback', async () => {
      const Prefix = `${AUDIT_FALLBACK_PREFIX}${tree}/`;
      const start = after === undefined ? {} : { StartAfter: auditFallbackKey(tree, after) };
      const list = new ListObjectsV2Command({ Bucket: this.#bucket, Prefix, MaxKeys: limit, ...start });
      const { Contents = [] } = await this.#client.send(list, untilDeadline());
      return Contents.map(({ Key = '' }) =>
        Key.slice(Prefix.length, Key.endsWith(EXTENSION) ? -EXTENSION.length : undefined),
      );
    });
  }

  read(tree: string, name: string): Promise<AuditEvent | undefined> {
    return available('audit-fallback', async () => {
      const text = await this.#textOf(auditFallbackKey(tree, name));
      const { success, data } = AuditEventSchema.safeParse(text === undefined ? undefined : parsed(text));
      return success && data.id === name && data.covered_entity_id === tree ? data : undefined;
    });
  }

  /** The text of an object, cut off where no event goes on; nothing where there is none, or an empty one. */
  async #textOf(Key: string): Promise<string | undefined> {
    try {
      const get = new GetObjectCommand({ Bucket: this.#bucket, Key, Range: `bytes=0-${LONGEST_BYTES - 1}` });
      const { Body } = await this.#client.send(get, untilDeadline());
      return await Body?.transformToString();
    } catch (error) {
      if (error instanceof Error && NO_TEXT.has(error.name)) return undefined;
      throw error;
    }
  }
}
