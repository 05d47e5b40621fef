import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { type FernetKeys, parseFernetKey } from '../../crypto/fernet';
import { DependencyUnavailableError } from '../../ports/errors';
import type { FernetKeySource } from '../../ports/fernet-key-source';
import { untilDeadline } from './deadline';
import { available } from './unavailable';

const MAX_KEYS = 10;
/** A hundred years. */
const MAX_TTL_SECONDS = 3_155_760_000;

const FernetKeyText = z.string().transform((text, context) => {
  const key = parseFernetKey(text);
  if (key !== undefined) return key;
  context.addIssue({ code: 'custom', message: 'not a Fernet key' });
  return z.NEVER;
});

/** `{"keys": ["…", …], "ttl_seconds": n}`: newest first. */
const Secret = z.strictObject({
  keys: z.array(FernetKeyText).min(1).max(MAX_KEYS),
  ttl_seconds: z.int().min(1).max(MAX_TTL_SECONDS).optional(),
});

const jsonOf = (text: string | undefined): unknown => {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
};

/** Legacy keys from Secrets Manager, a secret for each covered entity that has any: the prefix, then the entity's id. */
export class SecretsManagerFernetKeys implements FernetKeySource {
  readonly #client: SecretsManagerClient;
  readonly #prefix: string;

  constructor(client: SecretsManagerClient, prefix: string) {
    this.#client = client;
    this.#prefix = prefix;
  }

  async fernetKeys(coveredEntityId: string): Promise<FernetKeys> {
    return available('secrets', async () => {
      const text = await this.#secret(coveredEntityId);
      if (text === undefined) return { keys: [] };
      const { data } = Secret.safeParse(jsonOf(text));
      // A secret that is no keys is a mistake to be mended, not an entity without legacy keys.
      if (data === undefined) throw new DependencyUnavailableError('secrets');
      return { keys: data.keys, ttlSeconds: data.ttl_seconds };
    });
  }

  /** The secret's text, empty if it is binary; nothing if there is no secret. */
  async #secret(coveredEntityId: string): Promise<string | undefined> {
    const command = new GetSecretValueCommand({ SecretId: `${this.#prefix}${coveredEntityId}` });
    try {
      const { SecretString = '' } = await this.#client.send(command, untilDeadline());
      return SecretString;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }
}
