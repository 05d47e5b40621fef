import { sealDisclosure, type SealedDisclosure, usesOf } from '../crypto/disclosure-envelope';
import type { AuditEvent } from '../domain/audit-event';
import type { DisclosureFacts, DisclosureTexts } from '../domain/disclosure';
import type { Refusal } from '../domain/result';
import type { AuditLogReader } from '../ports/audit-log-reader';
import type { DisclosureStore } from '../ports/disclosure-store';
import { DefectError } from '../ports/errors';
import { auditEvent, type Call } from './call';
import { createOnce, type Creation, type RepeatableDependencies } from './create-once';
import type { TenantKeyring } from './tenant-keyring';

const CREATED = 201;
const FIRST_VERSION = 1;

export interface CreateManualEventDependencies extends RepeatableDependencies {
  readonly log: Pick<AuditLogReader, 'find'>;
  readonly disclosures: Pick<DisclosureStore, 'creation'>;
  readonly keyring: TenantKeyring;
  readonly region: string;
}

/** A disclosure that somebody reports: what permits it, and its texts in their boxes. */
interface ReportedDisclosure {
  readonly basis: DisclosureFacts['basis'];
  readonly texts: DisclosureTexts;
}

/** What a reporter says. Patient and purpose stand in the call, as of any other call. */
export interface ManualEntry extends Pick<
  AuditEvent,
  'action' | 'resource_type' | 'resource_id' | 'phi_fields_accessed' | 'occurred_at' | 'accessed_by'
> {
  readonly disclosure?: ReportedDisclosure;
}

/** The event of an entry. The entry says what happened; who reports it, when, and how that ended, the call alone says. */
const manualEvent = (deps: CreateManualEventDependencies, call: Call, entry: ManualEntry): AuditEvent => ({
  ...auditEvent(call, { outcome: 'success', status_code: CREATED }, deps),
  source: 'manual',
  action: entry.action,
  resource_type: entry.resource_type,
  resource_id: entry.resource_id,
  phi_fields_accessed: entry.phi_fields_accessed,
  occurred_at: entry.occurred_at,
  accessed_by: entry.accessed_by,
});

/**
 * Seals the record of a disclosure; its event refers to it. @throws DependencyUnavailableError
 * @throws DefectError without a patient, or without an agreement: neither gets past the checks of the route.
 */
const recorded = async (
  { keyring, randomness, region }: CreateManualEventDependencies,
  call: Call,
  event: AuditEvent,
  { basis, texts }: ReportedDisclosure,
): Promise<{ readonly event: AuditEvent; readonly record: SealedDisclosure }> => {
  if (call.patient_id === undefined || call.grant === undefined) {
    throw new DefectError('a disclosure without a patient or an agreement');
  }
  const facts: DisclosureFacts = {
    id: randomness.uuid(),
    covered_entity_id: call.tree,
    patient_id: call.patient_id,
    event_id: event.id,
    disclosed_at: event.occurred_at ?? event.recorded_at,
    recorded_at: event.recorded_at,
    basis,
    version: FIRST_VERSION,
  };
  const { version: key_version, ...key } = await keyring.sealingKey(call.grant.baa, usesOf(texts));
  const bytes = (size: number): Uint8Array => randomness.bytes(size);
  const { record, hash } = sealDisclosure(facts, texts, { region, key, bytes });
  return { event: { ...event, key_version, disclosure: { id: facts.id, basis, hash } }, record };
};

/**
 * Enters into the audit log what happened elsewhere, once for each idempotency key; a disclosure's record (45 CFR
 * 164.528) is written in the same transaction. A repeat leaves an event of the system, never a second entry.
 * @throws DependencyUnavailableError
 */
export const createManualEvent = async (
  deps: CreateManualEventDependencies,
  call: Call,
  { disclosure, ...entry }: ManualEntry,
): Promise<Creation<AuditEvent> | Refusal<'idempotency-key-reused' | 'request-in-progress'>> => {
  const reported = manualEvent(deps, call, entry);
  const { event, record } =
    disclosure === undefined
      ? { event: reported, record: undefined }
      : await recorded(deps, call, reported, disclosure);
  const made = {
    covered_entity_id: call.tree,
    id: event.id,
    mutations: record === undefined ? [] : [deps.disclosures.creation(record)],
    event,
    body: event,
  };
  return createOnce(deps, call, made, ({ covered_entity_id, resource_id }) =>
    deps.log.find(covered_entity_id, resource_id),
  );
};
