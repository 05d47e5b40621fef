import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { type TableDefinition, type TableName, tables } from '../../shared/config/tables';
import { CustodyTable } from './custody-table';
import { pascalCase } from './pascal-case';

export interface CustodyTablesProps {
  readonly encryptionKey: IKey;
}

/** Every table of `shared/config/tables.ts`. */
export class CustodyTables extends Construct {
  readonly byName: Readonly<Record<TableName, Table>>;

  constructor(scope: Construct, id: string, { encryptionKey }: CustodyTablesProps) {
    super(scope, id);
    const definitions: Readonly<Record<TableName, TableDefinition>> = tables;
    const make = (name: TableName): Table =>
      new CustodyTable(this, pascalCase(name), { definition: definitions[name], encryptionKey }).table;
    this.byName = {
      audit: make('audit'),
      'audit-days': make('audit-days'),
      baa: make('baa'),
      disclosures: make('disclosures'),
      idempotency: make('idempotency'),
      jobs: make('jobs'),
      keys: make('keys'),
      patients: make('patients'),
      'care-teams': make('care-teams'),
      'patient-index': make('patient-index'),
      biometrics: make('biometrics'),
      'emergency-grants': make('emergency-grants'),
      'breach-assessments': make('breach-assessments'),
      'emergency-suspensions': make('emergency-suspensions'),
      reconciliation: make('reconciliation'),
      rollups: make('rollups'),
      sequence: make('sequence'),
      sessions: make('sessions'),
    };
  }
}
