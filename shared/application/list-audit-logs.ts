import type { AuditEvent } from '../domain/audit-event';
import { auditFilterPieces, auditFiltersOf, type AuditFilterTexts } from '../domain/audit-query';
import { isRefusal, type Refusal } from '../domain/result';
import type { AuditLogReader } from '../ports/audit-log-reader';
import type { AuditTrail } from '../ports/audit-trail';
import type { CursorKeySource } from '../ports/cursor-key-source';
import type { ReconciliationLedger } from '../ports/reconciliation-ledger';
import type { EventSources } from './call';
import { openList, type PageBody } from './list-page';

export interface AuditLogDependencies extends EventSources {
  readonly audit: AuditTrail;
  readonly log: AuditLogReader;
  readonly cursors: CursorKeySource;
  readonly reconciliation: Pick<ReconciliationLedger, 'load'>;
}

export interface AuditLogQuestion {
  /** A covered entity, or the platform's tree. */
  readonly tree: string;
  readonly filters: AuditFilterTexts;
  readonly limit: number;
  readonly cursor: string | undefined;
}

export interface AuditLogPageBody extends PageBody<AuditEvent> {
  readonly unreadable_items?: number;
  readonly pending_reconciliation?: number;
}

const LIST = 'audit-logs';

/**
 * Reads a page of the audit events that pass all filters, newest first, and says how many the log does not show yet.
 * @throws DependencyUnavailableError
 */
export const readAuditLog = async (
  { cursors, log, reconciliation }: Pick<AuditLogDependencies, 'cursors' | 'log' | 'reconciliation'>,
  { tree, filters: texts, limit, cursor }: AuditLogQuestion,
): Promise<AuditLogPageBody | Refusal<'invalid-cursor'>> => {
  const filters = auditFiltersOf(texts);
  const list = await openList(cursors, [LIST, tree, ...auditFilterPieces(filters)], cursor);
  if (isRefusal(list)) return list;
  const [{ events, unreadable, next }, { pending }] = await Promise.all([
    log.read({ tree, filters, before: list.position, limit }),
    reconciliation.load(tree),
  ]);
  return {
    items: events,
    ...(unreadable === 0 ? {} : { unreadable_items: unreadable }),
    ...(pending.length === 0 ? {} : { pending_reconciliation: pending.length }),
    ...list.next(next),
  };
};
