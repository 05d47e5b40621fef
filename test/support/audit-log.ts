import * as z from 'zod';
import { AuditLogPage } from '../../shared/api/schemas/audit-log';
import type { AuditEvent } from '../../shared/domain/audit-event';
import type { LocalStack } from './local-stack';

const MAX_PAGES = 200;

/** The whole audit log of a tree, newest first, read through the API as an auditor or platform admin. */
export const readWholeLog = async (stack: LocalStack, token: string, tree?: string): Promise<readonly AuditEvent[]> => {
  const events: AuditEvent[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const query = {
      limit: '100',
      ...(cursor === undefined ? {} : { cursor }),
      ...(tree === undefined ? {} : { covered_entity_id: tree }),
    };
    const response = await stack.api('GET', '/hipaa/audit-logs', { token, query });
    const { items, next_cursor } = AuditLogPage.parse(response.json);
    events.push(...items);
    if (next_cursor === undefined) return events;
    cursor = next_cursor;
  }
  throw new Error('the log has no end');
};

/** The events of one request. */
export const eventsOfRequest = async (
  stack: LocalStack,
  token: string,
  requestId: string | null,
  tree?: string,
): Promise<readonly AuditEvent[]> => {
  const id = z.uuid().parse(requestId);
  return (await readWholeLog(stack, token, tree)).filter((event) => event.request_id === id);
};
