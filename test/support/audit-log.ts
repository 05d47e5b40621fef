import * as z from 'zod';
import { AuditLogPage } from '../../shared/api/schemas/audit-log';
import type { AuditEvent } from '../../shared/domain/audit-event';
import type { LocalStack } from './local-stack';

const MAX_PAGES = 200;

/** The whole audit log of a tree, newest first, read through the API as an auditor or platform admin. */
export const readWholeLog = (stack: LocalStack, token: string, tree?: string): Promise<readonly AuditEvent[]> =>
  readLog(stack, token, tree === undefined ? {} : { covered_entity_id: tree });

const readLog = async (
  stack: LocalStack,
  token: string,
  filters: Readonly<Record<string, string>>,
): Promise<readonly AuditEvent[]> => {
  const events: AuditEvent[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const query = {
      limit: '100',
      ...(cursor === undefined ? {} : { cursor }),
      ...filters,
    };
    const response = await stack.api('GET', '/hipaa/audit-logs', { token, query });
    const { items, next_cursor } = AuditLogPage.parse(response.json);
    events.push(...items);
    if (next_cursor === undefined) return events;
    cursor = next_cursor;
  }
  throw new Error('the log has no end');
};

/**
 * The events of one request: of what was recorded since it was sent, or else, where nothing was or the clock was put
 * back, of the whole log. Each reading is an event itself, so that wider readings would cost more with each test.
 */
export const eventsOfRequest = async (
  stack: LocalStack,
  token: string,
  requestId: string | null,
  tree?: string,
): Promise<readonly AuditEvent[]> => {
  const ofTree: Record<string, string> = tree === undefined ? {} : { covered_entity_id: tree };
  const id = z.uuid().parse(requestId);
  const isOfRequest = (event: AuditEvent): boolean => event.request_id === id;
  const sentAt = stack.sentAt(id);
  if (sentAt !== undefined && sentAt <= stack.now()) {
    const found = (await readLog(stack, token, { ...ofTree, from: sentAt.toISOString() })).filter(isOfRequest);
    if (found.length > 0) return found;
  }
  return (await readLog(stack, token, ofTree)).filter(isOfRequest);
};
