import * as z from 'zod';
import { CHECKSUM_ALGORITHMS } from './payload';

export const Retention = z.strictObject({
  mode: z.enum(['COMPLIANCE', 'GOVERNANCE']),
  /** Milliseconds. */
  until: z.number(),
});
export type Retention = Readonly<z.output<typeof Retention>>;

/** One version of an object, or a delete marker, as its metadata file holds it. */
export const ObjectVersion = z.strictObject({
  key: z.string(),
  /** `null` (the word) in a bucket without versioning. */
  versionId: z.string(),
  /** Order within the bucket: a higher one is newer. */
  sequence: z.number(),
  modifiedAt: z.number(),
  /** Absent on a delete marker. */
  content: z
    .strictObject({
      /** Names the file with the bytes. */
      bodyId: z.uuid(),
      size: z.number(),
      /** MD5 in hex, without quotes. */
      etag: z.string(),
      checksum: z.strictObject({ algorithm: z.enum(CHECKSUM_ALGORITHMS), value: z.string() }),
      /** Headers to give back: content type and its kin, `x-amz-meta-*`, server-side encryption. */
      headers: z.record(z.string(), z.string()),
    })
    .optional(),
  retention: Retention.optional(),
});
export type ObjectVersion = Readonly<z.output<typeof ObjectVersion>>;
export type ObjectContent = NonNullable<ObjectVersion['content']>;
