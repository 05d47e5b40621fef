import { RemovalPolicy } from 'aws-cdk-lib';
import {
  type Attribute,
  AttributeType,
  BillingMode,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { APPEND_ONLY_DENIED_ACTIONS, type TableDefinition } from '../../shared/config/tables';

export interface CustodyTableProps {
  readonly definition: TableDefinition;
  readonly encryptionKey: IKey;
}

const string = (name: string): Attribute => ({ name, type: AttributeType.STRING });

/**
 * One table of `shared/config/tables.ts`: customer managed key (45 CFR 164.312(a)(2)(iv)), point-in-time recovery and
 * deletion protection (164.308(a)(7)(ii)(A)), retained with the stack gone. Version 1 of the construct, because the
 * rules of cdk-nag do not see version 2.
 */
export class CustodyTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, { definition, encryptionKey }: CustodyTableProps) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: string(definition.partitionKey),
      sortKey: definition.sortKey === undefined ? undefined : string(definition.sortKey),
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      stream: definition.stream ? StreamViewType.NEW_AND_OLD_IMAGES : undefined,
      timeToLiveAttribute: definition.ttlAttribute,
    });
    for (const [indexName, keys] of Object.entries(definition.indexes)) {
      this.table.addGlobalSecondaryIndex({
        indexName,
        partitionKey: string(keys.partitionKey),
        sortKey: string(keys.sortKey),
      });
    }
    if (definition.appendOnly) this.denyChanges();
  }

  /** 45 CFR 164.312(b) and (c)(1): the audit log is kept from alteration and destruction, by administrators too. */
  private denyChanges(): void {
    this.table.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AppendOnly',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: [...APPEND_ONLY_DENIED_ACTIONS],
        // The policy is the table's own, and `*` in it is the table; its ARN here would be a circular reference.
        resources: ['*'],
        conditions: { Bool: { 'aws:PrincipalIsAWSService': 'false' } },
      }),
    );
  }
}
