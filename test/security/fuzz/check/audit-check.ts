import { fromAuditItem } from '../../../../shared/adapters/aws/audit-item';
import type { AuditEvent } from '../../../../shared/domain/audit-event';
import { rawItems } from '../../../support/raw-table';
import { operationOf } from '../document/openapi-document';
import type { RunningFuzz, Sent } from '../running-fuzz';

/** A batch and a search have one event for each patient. */
const hasExactlyOne = ({ isBatch, operationId }: Sent): boolean => !isBatch && operationId !== 'searchPatients';

const findingOf = (sent: Sent, events: readonly AuditEvent[], reached: boolean): string | undefined => {
  const told = `${sent.operationId} ${sent.status} ${sent.code ?? ''} ${sent.requestId}`;
  if (operationOf(sent.operationId).isPublic)
    return events.length === 0 ? undefined : `${told}: an event of a public route`;
  if (!reached) {
    if (sent.status < 400) return `${told}: answered without a function`;
    return events.length === 0 ? undefined : `${told}: an event of what the gateway refused`;
  }
  if (events.length === 0) return `${told}: no event`;
  if (hasExactlyOne(sent) && events.length > 1) return `${told}: ${events.length} events`;
  const wrong = events.find(({ status_code }) => status_code !== sent.status);
  if (wrong !== undefined) return `${told}: its event says ${wrong.status_code}`;
  const isSuccess = sent.status < 400;
  const other = events.find(({ outcome }) => (outcome === 'success') !== isSuccess);
  return other === undefined ? undefined : `${told}: its event says ${other.outcome}`;
};

/** What is wrong with the audit log about all that was sent: its table is read once, past the API. */
export const auditFindings = async ({ stack, sent }: RunningFuzz): Promise<readonly string[]> => {
  const events = new Map<string, AuditEvent[]>();
  for (const item of await rawItems(stack, 'audit')) {
    const event = fromAuditItem(item);
    if (event === undefined) return ['an item of the audit table is no event'];
    events.set(event.request_id, [...(events.get(event.request_id) ?? []), event]);
  }
  const reached = new Set(
    stack.logLines().flatMap((line) => (line.message === 'request' ? [String(line.request_id)] : [])),
  );
  return sent.flatMap((each) => findingOf(each, events.get(each.requestId) ?? [], reached.has(each.requestId)) ?? []);
};
