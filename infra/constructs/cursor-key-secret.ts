import { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { acknowledge } from '../guards/acknowledge';

export interface CursorKeySecretProps {
  readonly encryptionKey: IKey;
}

/** The key, one per deployment, under which list cursors and idempotency rows carry their MACs. It is generated and never shown. */
export class CursorKeySecret extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string, { encryptionKey }: CursorKeySecretProps) {
    super(scope, id);
    this.secret = new Secret(this, 'Secret', {
      description: 'Phiducia: MAC key of list cursors and idempotency rows',
      encryptionKey,
      // 64 characters of [A-Za-z0-9]: 381 bits.
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const reason =
      'A new key makes every open cursor answer 400, forgets the idempotency keys of the last day, and protects nothing ' +
      'else: neither holds PHI or opens data of another tenant. The runbook replaces it by hand after a suspected disclosure.';
    acknowledge(this.secret, 'solutions', 'SMG4', reason);
    acknowledge(this.secret, 'hipaa', 'SecretsManagerRotationEnabled', reason);
  }
}
