import type { BaaGrant } from './access-decision';
import type { EventAccount } from './audit-event';
import type { PhiCategory } from './phi-category';

/** A request in its single form, or several items in one request. */
type SingleOrBatch<Single, Item> = Single | { readonly items: readonly Item[] };

/** The items of a request; a request in its single form is its only item. */
export const itemsOf = <Single extends object, Item>(body: SingleOrBatch<Single, Item>): readonly (Single | Item)[] =>
  'items' in body ? body.items : [body];

/** Why an item of a batch can fail by itself. */
export type ItemFailure = 'phi-integrity-failure' | 'baa-category-missing';

/** How one item of a batch ended. */
export interface ItemOutcome {
  readonly patient_id?: string;
  readonly failure?: ItemFailure;
  readonly grant?: BaaGrant;
  readonly category?: PhiCategory;
  readonly key_version?: number;
}

/** The name under which a standalone value stands in `phi_fields_accessed`. */
export const VALUE_FIELD = 'value';

/** What all have in common, if it is the same for all. */
const common = <T>(values: readonly T[]): T | undefined => {
  const [first, ...others] = values;
  return others.every((value) => value === first) ? first : undefined;
};

const accountOf = (patient_id: string | undefined, outcomes: readonly ItemOutcome[]): EventAccount => {
  const released = outcomes.filter(({ failure }) => failure === undefined);
  const told = released.length > 0 ? released : outcomes;
  const facts = {
    patient_id,
    phi_category: common(told.map(({ category }) => category)),
    key_version: common(told.map(({ key_version }) => key_version)),
    baa_id: common(told.map(({ grant }) => grant?.baa.id)),
    baa_state: common(told.map(({ grant }) => grant?.state)),
  };
  // A good item beside them must not hide those that failed: they stand in the same event, with their number.
  const failures = outcomes.flatMap(({ failure }) => failure ?? []);
  const failed =
    failures.length === 0
      ? {}
      : { failed_items: failures.length, reason_code: common(failures) ?? ('batch-failed' as const) };
  if (released.length === 0) return { ...facts, ...failed, outcome: 'failure' };
  return { ...facts, ...failed, outcome: 'success', phi_fields_accessed: [VALUE_FIELD] };
};

/**
 * What the audit events of a batch say, one for each patient whom it touches and one for the items that name none: a
 * success if anything of that patient was released, and then what the released items have in common; items that failed
 * are counted in it.
 */
export const accountsOf = (outcomes: readonly ItemOutcome[]): readonly EventAccount[] => {
  const patients = [...new Set(outcomes.map(({ patient_id }) => patient_id))];
  return patients.map((patient) =>
    accountOf(
      patient,
      outcomes.filter(({ patient_id }) => patient_id === patient),
    ),
  );
};
