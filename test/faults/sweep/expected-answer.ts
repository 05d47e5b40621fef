import type { FaultCase } from './fault-case';

const has = ({ call }: FaultCase, table: string): boolean => call.tables.includes(table);

/**
 * Calls that may fail without failing their route, and why. Whatever else fails and is answered as if it had not is a
 * hole.
 */
const mayFail = (each: FaultCase): boolean => {
  const { id } = each.profile;
  const { operation } = each.call;
  // A use that is not written down makes a session only look older.
  if (has(each, 'sessions') && operation === 'UpdateItem') return true;
  // The report on what is broken answers (rows 1, 8, 10, 11); who asks must be known all the same.
  if (id === 'getStatus') return !has(each, 'sessions');
  // The second audit sink stands in for the table (row 9), unless we called it wrong.
  if (id === 'requestEmergencyAccess') {
    return each.kind.effect !== 'defect' && (has(each, 'audit') || has(each, 'audit-days'));
  }
  return false;
};

/** The statuses that RELIABILITY allows after a fault that was played. */
export const expectedStatuses = (each: FaultCase): ReadonlySet<number> => {
  const { kind, lasting, profile } = each;
  const healthy = profile.status;
  if (mayFail(each)) return new Set([healthy, ...(each.kind.effect === 'defect' ? [500] : [503])]);
  if (kind.effect === 'partial') return new Set(lasting ? [healthy, 503] : [healthy]);
  if (kind.effect === 'defect') return new Set([500]);
  if (kind.effect === 'refused') return new Set([503]);
  // A twin that holds the key's row looks the same.
  if (lasting) return new Set(kind.reason === 'TransactionConflict' && profile.route.idempotent ? [503, 409] : [503]);
  return new Set(kind.effect === 'transient' ? [healthy] : [healthy, 503]);
};
