import { formatCursor, parseCursor } from '../crypto/cursor';
import type { AuditEvent } from '../domain/audit-event';
import { auditFilterPieces, auditFiltersOf, type AuditFilterTexts } from '../domain/audit-query';
import { isRefusal, refuse, type Refusal } from '../domain/result';
import type { AuditLogReader } from '../ports/audit-log-reader';
import type { Audited, AuditTrail } from '../ports/audit-trail';
import type { CursorKeySource } from '../ports/cursor-key-source';
import { auditEvent, type Call, type EventSources } from './call';

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

export interface AuditLogPageBody {
  readonly items: readonly AuditEvent[];
  readonly unreadable_items?: number;
  readonly next_cursor?: string;
}

const LIST = 'audit-logs';

/** Reads a page of the audit events that pass all filters, newest first. @throws DependencyUnavailableError */
export const readAuditLog = async (
  { cursors, log }: Pick<AuditLogDependencies, 'cursors' | 'log'>,
  { tree, filters: texts, limit, cursor }: AuditLogQuestion,
): Promise<AuditLogPageBody | Refusal<'invalid-cursor'>> => {
  const key = await cursors.cursorKey();
  const filters = auditFiltersOf(texts);
  const binding = [LIST, tree, ...auditFilterPieces(filters)];
  const before = cursor === undefined ? undefined : parseCursor(key, binding, cursor);
  if (cursor !== undefined && before === undefined) return refuse('invalid-cursor');
  const { events, unreadable, next } = await log.read({ tree, filters, before, limit });
  return {
    items: events,
    ...(unreadable === 0 ? {} : { unreadable_items: unreadable }),
    ...(next === undefined ? {} : { next_cursor: formatCursor(key, binding, next) }),
  };
};

/** Answers with a page; reading the log is itself an event (45 CFR 164.312(b)). @throws DependencyUnavailableError */
export const answerAuditLog = async (
  deps: Pick<AuditLogDependencies, 'audit'> & EventSources,
  call: Call,
  page: AuditLogPageBody | Refusal<'invalid-cursor'>,
): Promise<Audited<AuditLogPageBody> | Refusal<'invalid-cursor'>> =>
  isRefusal(page)
    ? page
    : deps.audit.answer([auditEvent(call, { outcome: 'success', status_code: 200 }, deps)], page, call.check);
