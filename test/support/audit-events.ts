import { randomUUID } from 'node:crypto';
import { systemRandomness } from '../../shared/adapters/aws/system-sources';
import { auditEvent } from '../../shared/application/call';
import type { AuditEvent } from '../../shared/domain/audit-event';
import { phiCall } from './memory-custody';
import { NOON } from './movable-clock';

/** An event of a tree at a time, with an id that sorts by it. */
export const eventAt = (tree: string, at: Date = NOON, changes: Partial<AuditEvent> = {}): AuditEvent => {
  const sources = { clock: { now: () => at }, randomness: systemRandomness };
  const event = auditEvent(phiCall({ tree, started_at: at }), { outcome: 'success', status_code: 200 }, sources);
  return { ...event, ...changes };
};

/** A tree that no other test writes into. */
export const newTree = (): string => randomUUID();
