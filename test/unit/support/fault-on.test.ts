import { FaultRegistry } from '../../../infra/local/engines/faults/fault-registry';
import { faultOn } from '../../faults/sweep/fault-kinds';

const CONFLICT = {
  effect: 'transient',
  error: 'TransactionCanceledException',
  reason: 'TransactionConflict',
} as const;
const TRANSACTION = { service: 'dynamodb', operation: 'TransactWriteItems' } as const;
const FIRST = { ...TRANSACTION, tables: ['keys', 'audit'] };
const SECOND = { ...TRANSACTION, tables: ['keys', 'idempotency', 'audit'] };

describe('the fault of the sweep on one of a route’s transactions', () => {
  it('meets that one, in whatever order its tables come, and not another that begins with the same table', () => {
    const registry = new FaultRegistry();
    registry.add(faultOn(SECOND, CONFLICT, 1));
    expect(registry.take(FIRST)).toBeUndefined();
    expect(registry.take({ ...TRANSACTION, tables: ['audit', 'audit', 'idempotency', 'keys'] })).toBeDefined();
  });

  it('blames the first table when it passes, the last when it stays', () => {
    expect([faultOn(SECOND, CONFLICT, 1).table, faultOn(SECOND, CONFLICT, 0).table]).toEqual(['keys', 'audit']);
  });

  it('names no table where the call names none', () => {
    const call = { service: 'kms', operation: 'Decrypt', tables: [] };
    expect(faultOn(call, { effect: 'hang', error: 'hang' }, 1)).toEqual({
      ...{ service: 'kms', operation: 'Decrypt', error: 'hang', count: 1 },
    });
  });
});
