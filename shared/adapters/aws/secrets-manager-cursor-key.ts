import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { CursorKeySource } from '../../ports/cursor-key-source';
import { DependencyUnavailableError } from '../../ports/errors';
import { untilDeadline } from './deadline';
import { available } from './unavailable';

/** Characters that a generated secret has at least, far beyond 256 bits of entropy. */
const MIN_LENGTH = 32;

/** The cursor key from Secrets Manager: the SHA-256 of a generated secret string. */
export class SecretsManagerCursorKey implements CursorKeySource {
  readonly #client: SecretsManagerClient;
  readonly #secretArn: string;

  constructor(client: SecretsManagerClient, secretArn: string) {
    this.#client = client;
    this.#secretArn = secretArn;
  }

  async cursorKey(): Promise<KeyObject> {
    return available('secrets', async () => {
      const { SecretString } = await this.#client.send(
        new GetSecretValueCommand({ SecretId: this.#secretArn }),
        untilDeadline(),
      );
      if (SecretString === undefined || SecretString.length < MIN_LENGTH)
        throw new DependencyUnavailableError('secrets');
      return createSecretKey(createHash('sha256').update(SecretString).digest());
    });
  }
}
