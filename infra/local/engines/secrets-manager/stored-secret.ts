import * as z from 'zod';

export const SecretVersion = z.strictObject({
  id: z.string(),
  stages: z.array(z.string()),
  createdAt: z.number(),
  /** Exactly one of the two. */
  text: z.string().optional(),
  binary: z.base64().optional(),
});
export type SecretVersion = z.output<typeof SecretVersion>;

/** A secret as `secrets.json` holds it, values included: the file is readable by its owner alone. */
export const StoredSecret = z.strictObject({
  name: z.string(),
  arn: z.string(),
  description: z.string().optional(),
  kmsKeyId: z.string().optional(),
  createdAt: z.number(),
  changedAt: z.number(),
  /** When the recovery window ends; while set, the value cannot be read. */
  deletionAt: z.number().optional(),
  versions: z.array(SecretVersion),
});
export type StoredSecret = z.output<typeof StoredSecret>;

export const SecretsState = z.strictObject({ secrets: z.array(StoredSecret) });
export type SecretsState = z.output<typeof SecretsState>;

export type SecretValue = Pick<SecretVersion, 'text' | 'binary'>;
