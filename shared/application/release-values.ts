import type { ItemGrant } from '../domain/access-decision';
import { accountsOf, type ItemFailure, type ItemOutcome, VALUE_FIELD } from '../domain/batch';
import { patientOf } from '../domain/patient-reference';
import type { PhiCategory } from '../domain/phi-category';
import { Plaintext } from '../domain/plaintext';
import { isRefusal, refuse, type Refusal } from '../domain/result';
import type { Audited, AuditTrail } from '../ports/audit-trail';
import { auditEvent, auditEvents, type EventSources, type PhiCall } from './call';

interface ReleaseDependencies extends EventSources {
  readonly audit: AuditTrail;
}

/** What became of one value, still in its box, and what its audit event says of it. */
export interface Processed<Result extends object> {
  readonly box: Plaintext<Result>;
  readonly category: PhiCategory | undefined;
  readonly key_version: number;
}

/** An item of a batch, as far as every operation has it. */
export interface BatchItem {
  readonly context?: Readonly<Record<string, string>>;
  /** The caller's own, given back with the result and written down nowhere. */
  readonly reference?: string;
}

/** What a batch answers for an item. */
type ItemAnswer<Result extends object> = (Result | { readonly error: { readonly code: ItemFailure } }) & {
  readonly reference?: string;
};

export interface BatchAnswer<Result extends object> {
  readonly items: readonly ItemAnswer<Result>[];
}

/** Releases one value once its audit event is durable. @throws DependencyUnavailableError */
export const releaseValue = <Result extends object>(
  deps: ReleaseDependencies,
  call: PhiCall,
  { box, category, key_version }: Processed<Result>,
): Promise<Audited<Result>> => {
  const facts = { phi_fields_accessed: [VALUE_FIELD], phi_category: category, key_version };
  const event = auditEvent(call, { outcome: 'success', status_code: 200, ...facts }, deps);
  return deps.audit.release([event], box, call.check);
};

interface Worked<Result extends object> {
  readonly answer: Plaintext<ItemAnswer<Result>>;
  readonly outcome: ItemOutcome;
}

const failed = <Result extends object>(
  code: ItemFailure,
  named: { readonly reference?: string },
  known: Omit<ItemOutcome, 'failure'>,
): Worked<Result> => ({
  answer: Plaintext.of<ItemAnswer<Result>>({ error: { code }, ...named }),
  outcome: { ...known, failure: code },
});

/** One item: only if the BAA gate let it pass is anything sealed or opened. */
const work = async <Item extends BatchItem, Result extends object>(
  grant: ItemGrant,
  item: Item,
  process: (item: Item) => Promise<Processed<Result> | Refusal<ItemFailure>>,
): Promise<Worked<Result>> => {
  const named = item.reference === undefined ? {} : { reference: item.reference };
  const patient = { patient_id: patientOf(item) };
  if (isRefusal(grant)) return failed(grant.refused, named, patient);
  const processed = await process(item);
  if (isRefusal(processed)) return failed(processed.refused, named, { ...patient, grant });
  const { box, category, key_version } = processed;
  return {
    answer: box.map((result) => ({ ...result, ...named })),
    outcome: { ...patient, grant, category, key_version },
  };
};

/**
 * Works through a batch and releases its results in order, once the event of each patient is durable: all of them in one
 * transaction, or nothing is released. A batch of which every item failed is a refusal.
 * @throws DependencyUnavailableError
 */
export const releaseBatch = async <Item extends BatchItem, Result extends object>(
  deps: ReleaseDependencies,
  call: PhiCall,
  items: readonly Item[],
  process: (item: Item) => Promise<Processed<Result> | Refusal<ItemFailure>>,
): Promise<Audited<BatchAnswer<Result>> | Refusal<'batch-failed'>> => {
  const grants = call.item_grants ?? [];
  const worked = await Promise.all(
    // An item that the gate said nothing of is one that it did not let pass.
    items.map((item, index) => work(grants[index] ?? refuse('baa-category-missing'), item, process)),
  );
  const outcomes = worked.map(({ outcome }) => outcome);
  const failures = outcomes.flatMap(({ failure }, index) =>
    failure === undefined ? [] : [{ path: `items.${index}`, code: failure }],
  );
  for (const { code } of failures) call.itemFailed?.(code);
  const accounts = accountsOf(outcomes);
  if (failures.length === items.length) return refuse('batch-failed', { fields: failures, accounts });
  const events = auditEvents(
    call,
    accounts.map((account) => ({ ...account, status_code: 200 })),
    deps,
  );
  const box = Plaintext.all(worked.map(({ answer }) => answer)).map((answers) => ({ items: answers }));
  return deps.audit.release(events, box, call.check);
};
