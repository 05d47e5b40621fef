import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { TableName } from '../../shared/config/tables';
import { AccessLogBucket } from '../constructs/access-log-bucket';
import { CursorKeySecret } from '../constructs/cursor-key-secret';
import { CustodyTables } from '../constructs/custody-tables';
import { DataKey } from '../constructs/data-key';
import { EvidenceBucket, type EvidenceBucketProps } from '../constructs/evidence-bucket';
import { PhiKey } from '../constructs/phi-key';
import { TableBackup } from '../constructs/table-backup';

export interface DataStackProps extends StackProps {
  readonly evidenceRetention: EvidenceBucketProps['retention'];
  readonly approvedRegions: readonly string[];
}

/** What must outlive every deployment: keys, tables, the object-lock bucket. */
export class DataStack extends Stack {
  readonly dataKey: IKey;
  readonly phiKey: IKey;
  readonly tables: Readonly<Record<TableName, Table>>;
  readonly cursorKeySecret: ISecret;
  readonly evidenceBucket: IBucket;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, props);
    this.dataKey = new DataKey(this, 'DataKey').key;
    this.phiKey = new PhiKey(this, 'PhiKey').key;
    this.tables = new CustodyTables(this, 'Tables', { encryptionKey: this.dataKey }).byName;
    this.cursorKeySecret = new CursorKeySecret(this, 'CursorKey', { encryptionKey: this.dataKey }).secret;
    this.evidenceBucket = new EvidenceBucket(this, 'Evidence', {
      retention: props.evidenceRetention,
      accessLogBucket: new AccessLogBucket(this, 'AccessLogs').bucket,
    }).bucket;
    new TableBackup(this, 'Backup', {
      tables: this.tables,
      encryptionKey: this.dataKey,
      approvedRegions: props.approvedRegions,
    });
  }
}
