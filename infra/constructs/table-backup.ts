import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BackupPlan, BackupPlanRule, BackupResource, BackupVault } from 'aws-cdk-lib/aws-backup';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Schedule } from 'aws-cdk-lib/aws-events';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { TableName } from '../../shared/config/tables';
import { acknowledge } from '../guards/acknowledge';
import { confineToApprovedRegions } from './approved-regions-only';

export interface TableBackupProps {
  readonly tables: Readonly<Record<TableName, Table>>;
  readonly encryptionKey: IKey;
  readonly approvedRegions: readonly string[];
}

/** Tables without a backup beyond point-in-time recovery, and why. */
const NOT_BACKED_UP: Readonly<Partial<Record<TableName, string>>> = {
  keys:
    'Crypto-shredding: a destroyed tenant key is gone 35 days later, with point-in-time recovery; a backup would bring ' +
    'it back.',
  sessions: 'A restored session record would revive a session that was revoked.',
};

/** As long as point-in-time recovery: nothing that was destroyed comes back later than its certificate says. */
const RETENTION = Duration.days(35);

/** Daily backups in a vault of their own (data backup plan, 45 CFR 164.308(a)(7)(ii)(A)). */
export class TableBackup extends Construct {
  constructor(scope: Construct, id: string, { tables, encryptionKey, approvedRegions }: TableBackupProps) {
    super(scope, id);
    const vault = new BackupVault(this, 'Vault', {
      encryptionKey,
      blockRecoveryPointDeletion: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const plan = new BackupPlan(this, 'Plan', { backupVault: vault });
    plan.addRule(
      new BackupPlanRule({
        ruleName: 'Daily',
        scheduleExpression: Schedule.cron({ hour: '5', minute: '0' }),
        deleteAfter: RETENTION,
      }),
    );
    const backedUp = Object.entries(tables).filter(([name]) => !(name in NOT_BACKED_UP));
    const selection = plan.addSelection('Tables', {
      resources: backedUp.map(([, table]) => BackupResource.fromDynamoDbTable(table)),
    });
    const role = selection.node.tryFindChild('Role');
    if (!(role instanceof Role)) throw new Error('A BackupSelection without a role given has a child Role.');
    confineToApprovedRegions(role, approvedRegions);
    acknowledge(
      selection,
      'solutions',
      'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup]',
      'AWS Backup documents this managed policy as the role that it needs; the role can be assumed by AWS Backup alone.',
    );
    for (const [name, reason] of Object.entries(NOT_BACKED_UP)) {
      acknowledge(tables[name as TableName], 'hipaa', 'DynamoDBInBackupPlan', reason);
    }
  }
}
