import type { AuditEvent } from '../domain/audit-event';
import { auditFilterPieces, auditFiltersOf, type AuditFilterTexts } from '../domain/audit-query';
import { isRefusal, type Refusal } from '../domain/result';
import type { AuditLogReader } from '../ports/audit-log-reader';
import type { AuditTrail } from '../ports/audit-trail';
import type { CursorKeySource } from '../ports/cursor-key-source';
import type { EventSources } from './call';
import { openList, type PageBody } from './list-page';

export interface AuditLogDependencies extends EventSources {
  readonly audit: AuditTrail;
  readonly log: AuditLogReader;
  readonly cursors: CursorKeySource;
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
}

const LIST = 'audit-logs';

/** Reads a page of the audit events that pass all filters, newest first. @throws DependencyUnavailableError */
export const readAuditLog = async (
  { cursors, log }: Pick<AuditLogDependencies, 'cursors' | 'log'>,
  { tree, filters: texts, limit, cursor }: AuditLogQuestion,
): Promise<AuditLogPageBody | Refusal<'invalid-cursor'>> => {
  const filters = auditFiltersOf(texts);
  const list = await openList(cursors, [LIST, tree, ...auditFilterPieces(filters)], cursor);
  if (isRefusal(list)) return list;
  const { events, unreadable, next } = await log.read({ tree, filters, before: list.position, limit });
  return { items: events, ...(unreadable === 0 ? {} : { unreadable_items: unreadable }), ...list.next(next) };
};
