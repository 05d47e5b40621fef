import { accountsOf, type ItemOutcome, itemsOf } from '../../../shared/domain/batch';
import type { BaaGrant } from '../../../shared/domain/access-decision';
import { agreement, KEY_ID, PATIENT, SESSION } from '../../support/synthetic-parties';

const grant: BaaGrant = { baa: agreement(), state: 'active' };
const released = (changes: Partial<ItemOutcome> = {}): ItemOutcome => ({
  patient_id: PATIENT,
  grant,
  category: 'billing',
  key_version: 2,
  ...changes,
});
const failed = (changes: Partial<ItemOutcome> = {}): ItemOutcome => ({
  patient_id: PATIENT,
  failure: 'phi-integrity-failure',
  grant,
  ...changes,
});

describe('the items of a request', () => {
  it('are its items, or the request itself', () => {
    expect(itemsOf({ items: [{ value: 'a' }, { value: 'b' }] })).toEqual([{ value: 'a' }, { value: 'b' }]);
    expect(itemsOf({ value: 'a' })).toEqual([{ value: 'a' }]);
  });
});

describe('164.312(b) audit controls: what the events of a batch say', () => {
  it('is one account for each patient, and one for what names none, in the order of their first items', () => {
    const outcomes = [released(), released({ patient_id: undefined }), released({ patient_id: KEY_ID }), released()];
    expect(accountsOf(outcomes).map(({ patient_id }) => patient_id)).toEqual([PATIENT, undefined, KEY_ID]);
  });

  it('is what the released items have in common, and how many failed beside them: a good item hides none', () => {
    expect(accountsOf([released(), released(), failed()])).toEqual([
      {
        patient_id: PATIENT,
        failed_items: 1,
        reason_code: 'phi-integrity-failure',
        outcome: 'success',
        phi_fields_accessed: ['value'],
        phi_category: 'billing',
        key_version: 2,
        baa_id: grant.baa.id,
        baa_state: 'active',
      },
    ]);
  });

  it.each<readonly [string, Partial<ItemOutcome>, object]>([
    ['categories', { category: 'diagnosis' }, { phi_category: undefined, key_version: 2 }],
    ['a category and none', { category: undefined }, { phi_category: undefined }],
    ['key versions', { key_version: 3 }, { key_version: undefined, phi_category: 'billing' }],
    [
      'agreements',
      { grant: { baa: agreement({ id: SESSION }), state: 'active' } },
      { baa_id: undefined, baa_state: 'active' },
    ],
  ])('says nothing of what differs: %s', (_, changes, expected) => {
    expect(accountsOf([released(), released(changes)])).toEqual([expect.objectContaining(expected)]);
  });

  it.each<readonly [string, readonly ItemOutcome[], string]>([
    ['the items’ own where they agree', [failed(), failed()], 'phi-integrity-failure'],
    ['of the batch where they do not', [failed(), failed({ failure: 'baa-category-missing' })], 'batch-failed'],
  ])('is a failure with a reason if nothing of the patient was released: %s', (_, outcomes, reason_code) => {
    const [account, ...others] = accountsOf(outcomes);
    expect(others).toEqual([]);
    expect(account).toMatchObject({ outcome: 'failure', reason_code });
    expect(account?.phi_fields_accessed).toBeUndefined();
  });

  it('is nothing without items', () => {
    expect(accountsOf([])).toEqual([]);
  });
});
