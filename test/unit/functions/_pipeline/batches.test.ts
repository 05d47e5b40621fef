import { decryptValues } from '../../../../shared/application/decrypt-value';
import { encryptValue, encryptValues } from '../../../../shared/application/encrypt-value';
import { rewrapValue, rewrapValues } from '../../../../shared/application/rewrap-value';
import type { PhiCategory } from '../../../../shared/domain/phi-category';
import { Plaintext } from '../../../../shared/domain/plaintext';
import { isAudited } from '../../../../shared/ports/audit-trail';
import { phiCall } from '../../../support/memory-custody';
import { DAY } from '../../../support/movable-clock';
import { codeOf, PipelineBench } from '../../../support/pipeline-bench';
import { agreement, KEY_ID, PATIENT, SESSION } from '../../../support/synthetic-parties';

const JUNK = { ciphertext: 'phi.v1.junk' };
const REFERENCE = 'row of Maria Invented';
const OTHER_PATIENT = KEY_ID;

interface Sealing {
  readonly patient_id?: string;
  readonly category?: PhiCategory;
}

const item = async (bench: PipelineBench, value: string, { patient_id = PATIENT, category }: Sealing = {}) => {
  const context = { patient_id };
  const call = phiCall({ operation: 'encryptValue', action: 'WRITE', request_id: SESSION });
  const { body } = await encryptValue(bench, call, { value: Plaintext.of(value), context, category });
  return { ciphertext: body.ciphertext, context };
};

const decrypt = async (bench: PipelineBench, items: readonly object[], purpose: string | undefined = 'treatment') => {
  const response = await bench.decrypt({ body: JSON.stringify({ items, purpose }) });
  return { ...response, json: JSON.parse(response.body) as unknown };
};

describe('a batch to decrypt', () => {
  it('answers each item in order, its value or why not, with its reference', async () => {
    const bench = PipelineBench.inForce();
    const first = { ...(await item(bench, 'one')), reference: REFERENCE };
    const items = [first, { ...JUNK, reference: '' }, await item(bench, 'three'), JUNK];
    const { statusCode, json } = await decrypt(bench, items);
    expect([statusCode, json]).toEqual([
      200,
      {
        items: [
          { value: 'one', reference: REFERENCE },
          { error: { code: 'phi-integrity-failure' }, reference: '' },
          { value: 'three' },
          { error: { code: 'phi-integrity-failure' } },
        ],
      },
    ]);
    expect(bench.counted.filter((name) => name === 'PhiIntegrityFailure')).toHaveLength(2);
    expect(JSON.stringify([bench.events, bench.logged])).not.toContain('Maria');
  });

  it('opens what the agreement covers, and no other item', async () => {
    const bench = new PipelineBench();
    bench.file(agreement({ phi_categories: ['billing'] }));
    const items = [await item(bench, 'a', { category: 'billing' }), await item(bench, 'b', { category: 'diagnosis' })];
    const opening = jest.spyOn(bench.keyring, 'openingKey');
    expect((await decrypt(bench, items)).json).toEqual({
      items: [{ value: 'a' }, { error: { code: 'baa-category-missing' } }],
    });
    expect(opening).toHaveBeenCalledTimes(1);
    expect(bench.events).toMatchObject([{ outcome: 'success', phi_category: 'billing' }]);
  });

  it('is 403 as a whole when the agreement covers no item', async () => {
    const bench = new PipelineBench();
    bench.file(agreement({ phi_categories: ['billing'] }));
    const response = await decrypt(bench, [await item(bench, 'b', { category: 'diagnosis' })]);
    expect([response.statusCode, codeOf(response)]).toEqual([403, 'baa-category-missing']);
  });

  it('is 422 when every item fails, each named with its reason and nothing of the caller’s', async () => {
    const bench = new PipelineBench();
    bench.file(agreement({ phi_categories: ['billing'] }));
    const items = [{ ...JUNK, reference: REFERENCE }, await item(bench, 'b', { category: 'diagnosis' })];
    const { statusCode, json, body } = await decrypt(bench, items);
    expect([statusCode, json]).toEqual([
      422,
      expect.objectContaining({
        code: 'batch-failed',
        errors: [
          { path: 'items.0', code: 'phi-integrity-failure' },
          { path: 'items.1', code: 'baa-category-missing' },
        ],
      }),
    ]);
    expect(body).not.toContain('Maria');
  });
});

describe('164.312(b) audit controls: the events of a batch', () => {
  const two = async (bench: PipelineBench) => [
    await item(bench, 'one', { category: 'billing' }),
    await item(bench, 'two', { category: 'billing' }),
    await item(bench, 'three', { category: 'diagnosis', patient_id: OTHER_PATIENT.toUpperCase() }),
    JUNK,
  ];

  it('are one for each patient and one for the items without, of one request', async () => {
    const bench = PipelineBench.inForce();
    await decrypt(bench, await two(bench));
    const common = { operation: 'decryptValue', purpose: 'treatment', status_code: 200 };
    expect(bench.events).toMatchObject([
      { ...common, patient_id: PATIENT, outcome: 'success', phi_category: 'billing', key_version: 1 },
      { ...common, patient_id: OTHER_PATIENT, outcome: 'success', phi_category: 'diagnosis' },
      { ...common, outcome: 'failure', reason_code: 'phi-integrity-failure', phi_fields_accessed: [] },
    ]);
    expect(bench.events[2]?.patient_id).toBeUndefined();
    expect(new Set(bench.events.map(({ id }) => id)).size).toBe(3);
  });

  it('are appended together before anything is released: without them, 503 and nothing', async () => {
    const bench = PipelineBench.inForce();
    const items = await two(bench);
    bench.audit.available = false;
    const { statusCode, body } = await decrypt(bench, items);
    expect(statusCode).toBe(503);
    expect(body).not.toMatch(/one|two|three/);
  });

  it.each<readonly [string, (bench: PipelineBench) => Promise<unknown>, string, string]>([
    [
      'every item failed',
      (bench) => decrypt(bench, [{ ...JUNK, context: { patient_id: PATIENT } }, JUNK, JUNK]),
      'phi-integrity-failure',
      'failure',
    ],
    [
      'the call is refused as a whole',
      (bench) => decrypt(bench, [{ ...JUNK, context: { patient_id: PATIENT } }, JUNK], 'emergency'),
      'purpose-required',
      'denied',
    ],
  ])('are one for each patient when %s', async (_, send, reason_code, outcome) => {
    const bench = PipelineBench.inForce();
    await send(bench);
    expect(bench.events).toMatchObject([
      { patient_id: PATIENT, reason_code, outcome },
      { reason_code, outcome },
    ]);
    expect(bench.events[1]?.patient_id).toBeUndefined();
  });

  it('tell of no release when the answer would be too large', async () => {
    const bench = PipelineBench.inForce();
    // One byte in the token, six in JSON.
    const items = await Promise.all([1, 2].map(() => item(bench, '\u0001'.repeat(500_000))));
    const response = await decrypt(bench, items);
    expect([response.statusCode, codeOf(response)]).toEqual([422, 'response-too-large']);
    expect(bench.events).toMatchObject([{ outcome: 'failure', reason_code: 'response-too-large', status_code: 422 }]);
    expect(response.body).not.toContain('u0001');
  });
});

describe('use cases fail closed', () => {
  it('for an item of which the gate said nothing', async () => {
    const bench = PipelineBench.inForce();
    const refusal = {
      refused: 'batch-failed',
      details: { fields: [{ path: 'items.0', code: 'baa-category-missing' }] },
    };
    expect(await decryptValues(bench, phiCall(), [await item(bench, 'x')])).toMatchObject(refusal);
    expect(await encryptValues(bench, phiCall(), [{ value: Plaintext.of('x') }])).toMatchObject(refusal);
  });
});

describe('164.312(a)(2)(iv) encryption: rewrapping', () => {
  const call = phiCall({ operation: 'rewrapValue', action: 'WRITE', purpose: undefined });

  it('seals under the newest key with the same context and category; the old version still opens', async () => {
    const bench = PipelineBench.inForce();
    const old = await item(bench, 'kept', { category: 'billing' });
    bench.clock.advance(31 * DAY);
    const rewrapped = await rewrapValue(bench, call, old);
    if (!isAudited(rewrapped)) throw new Error('refused');
    expect(rewrapped.body).toEqual({ ciphertext: expect.stringMatching(/^phi\.v1\./), key_version: 2 });
    const { ciphertext } = rewrapped.body as { readonly ciphertext: string };
    const opened = await decryptValues(bench, phiCall({ item_grants: [call.grant, call.grant, call.grant] }), [
      old,
      { ciphertext, context: old.context },
      { ciphertext, context: {} },
    ]);
    expect(isAudited(opened) && opened.body.items).toEqual([
      { value: 'kept' },
      { value: 'kept' },
      { error: { code: 'phi-integrity-failure' } },
    ]);
  });

  it('records a write of the category, under the new key, and answers no value', async () => {
    const bench = PipelineBench.inForce();
    const old = await item(bench, 'kept', { category: 'billing' });
    bench.clock.advance(31 * DAY);
    const result = await rewrapValues(bench, { ...call, item_grants: [call.grant, call.grant] }, [old, JUNK]);
    expect(JSON.stringify(isAudited(result) && result.body)).not.toContain('kept');
    expect(bench.audit.events.at(-2)).toMatchObject({
      operation: 'rewrapValue',
      action: 'WRITE',
      patient_id: PATIENT,
      phi_category: 'billing',
      key_version: 2,
      outcome: 'success',
    });
  });

  it('is one refusal for a token that does not open', async () => {
    const bench = PipelineBench.inForce();
    const old = await item(bench, 'kept');
    const moved = { ...old, context: { patient_id: OTHER_PATIENT } };
    expect(await rewrapValue(bench, call, moved)).toEqual({ refused: 'phi-integrity-failure' });
  });
});
