import { RemovalPolicy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { ENCRYPTION_CONTEXT_APP } from '../../shared/domain/encryption-context';

/**
 * The key that wraps the tenant keys (45 CFR 164.312(a)(2)(iv)). Nothing else is encrypted under it, and the key itself
 * refuses any use, by anyone, without our encryption context: a tenant key cannot be unwrapped by accident or by a
 * service that was handed the key's name.
 */
export class PhiKey extends Construct {
  readonly key: Key;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: 'Phiducia: wraps the tenant keys',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'OnlyWithOurEncryptionContext',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: { StringNotEquals: { 'kms:EncryptionContext:app': ENCRYPTION_CONTEXT_APP } },
      }),
    );
  }
}
