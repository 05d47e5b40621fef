import { APPEND_ONLY_DENIED_ACTIONS } from '../../../../shared/config/tables';
import { AwsError } from '../http/aws-error';
import type { TouchedTable } from './touched-tables';

/**
 * The refusal of a request that would change an append-only table other than by putting an item; within a transaction
 * one such entry refuses the whole, as IAM does.
 */
export function appendOnlyRefusal(
  tables: readonly TouchedTable[],
  logicalTableName: (physicalTableName: string) => string,
  appendOnlyTables: ReadonlySet<string>,
): AwsError | undefined {
  const denied = tables.some(
    ({ rewrites, physicalName }) => rewrites && appendOnlyTables.has(logicalTableName(physicalName)),
  );
  return denied
    ? new AwsError('AccessDeniedException', 'Explicit deny in a resource-based policy: the table is append-only.')
    : undefined;
}

/** The policy as `GetResourcePolicy` shows it; the embedded engine has no resource policies of its own. */
export function appendOnlyPolicy(resourceArn: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'AppendOnly',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: APPEND_ONLY_DENIED_ACTIONS,
        Resource: resourceArn,
        Condition: { Bool: { 'aws:PrincipalIsAWSService': 'false' } },
      },
    ],
  });
}
