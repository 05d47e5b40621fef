import { formatCursor, parseCursor } from '../crypto/cursor';
import { isRefusal, refuse, type Refusal } from '../domain/result';
import type { Audited, AuditTrail } from '../ports/audit-trail';
import type { CursorKeySource } from '../ports/cursor-key-source';
import { auditEvent, type Call, type EventSources } from './call';

/** Items of a page where nobody says how many. */
export const DEFAULT_LIMIT = 25;

/** Items of a page, from the `limit` of a query, whose form its schema has checked. */
export const pageSize = (limit: string | undefined): number => (limit === undefined ? DEFAULT_LIMIT : Number(limit));

/** What a list answers: a page, and where it goes on. */
export interface PageBody<Item> {
  readonly items: readonly Item[];
  readonly next_cursor?: string;
}

/** A list that is being read: from where, and how its next position becomes a cursor. */
export interface OpenList {
  /** The position that the caller's cursor names; absent at the beginning. */
  readonly position: string | undefined;
  /** The cursor of where the list goes on; nothing at its end. */
  next(position: string | undefined): { readonly next_cursor?: string };
}

/**
 * Opens a list where a cursor says, or at its beginning.
 * @param binding the list's name, its tenant, and its filters: a cursor serves the list that gave it out and no other.
 * @throws DependencyUnavailableError
 */
export const openList = async (
  cursors: CursorKeySource,
  binding: readonly string[],
  cursor: string | undefined,
): Promise<OpenList | Refusal<'invalid-cursor'>> => {
  const key = await cursors.cursorKey();
  const position = cursor === undefined ? undefined : parseCursor(key, binding, cursor);
  if (cursor !== undefined && position === undefined) return refuse('invalid-cursor');
  return {
    position,
    next: (at) => (at === undefined ? {} : { next_cursor: formatCursor(key, binding, at) }),
  };
};

/** Answers with a page of what is no PHI; reading a list is itself an event. @throws DependencyUnavailableError */
export const answerPage = async <Page extends object>(
  deps: EventSources & { readonly audit: AuditTrail },
  call: Call,
  page: Page | Refusal<'invalid-cursor'>,
): Promise<Audited<Page> | Refusal<'invalid-cursor'>> =>
  isRefusal(page)
    ? page
    : deps.audit.answer([auditEvent(call, { outcome: 'success', status_code: 200 }, deps)], page, call.check);
