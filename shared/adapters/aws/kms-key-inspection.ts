import { DescribeKeyCommand, GetKeyRotationStatusCommand, type KMSClient } from '@aws-sdk/client-kms';
import { KEY_STATES, type KeyState } from '../../domain/readiness';
import { DependencyUnavailableError } from '../../ports/errors';
import type { KeyInspection } from '../../ports/key-inspection';
import { untilDeadline } from './deadline';
import { available } from './unavailable';

/** KMS's own default, which it leaves out of older answers. */
const DEFAULT_ROTATION_DAYS = 365;

/** A KMS key as KMS describes it. */
export class KmsKeyInspection implements KeyInspection {
  readonly #client: KMSClient;
  readonly #keyArn: string;

  constructor(client: KMSClient, keyArn: string) {
    this.#client = client;
    this.#keyArn = keyArn;
  }

  async state(): Promise<KeyState> {
    const { KeyMetadata } = await available('kms', () =>
      this.#client.send(new DescribeKeyCommand({ KeyId: this.#keyArn }), untilDeadline()),
    );
    const state = KEY_STATES.find((name) => name === KeyMetadata?.KeyState);
    if (state === undefined) throw new DependencyUnavailableError('kms');
    return state;
  }

  async rotationDays(): Promise<number | undefined> {
    const { KeyRotationEnabled, RotationPeriodInDays } = await available('kms', () =>
      this.#client.send(new GetKeyRotationStatusCommand({ KeyId: this.#keyArn }), untilDeadline()),
    );
    return KeyRotationEnabled === true ? (RotationPeriodInDays ?? DEFAULT_ROTATION_DAYS) : undefined;
  }
}
