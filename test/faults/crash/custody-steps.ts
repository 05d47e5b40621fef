import { baaTerms } from '../../support/stored-baa';
import { disclosureOf, entryOf } from '../../support/manual-entries';
import { itemsOf, keyedStep, type KnownToken, memberOf, newId, step, type StepSource } from './model';
import type { MakeStep } from './patient-steps';

const BATCH = 4;

type Value = Omit<KnownToken, 'ciphertext'>;

const newValue = ({ random }: StepSource): Value => ({
  value: `value ${random.digits(8)}`,
  context: { patient_id: newId(random) },
});

const textOf = (item: unknown, name: string): string => String(Reflect.get(Object(item) as object, name));

const encrypt: MakeStep = (source) => {
  const value = newValue(source);
  return step(source, {
    operation: 'encryptValue',
    method: 'POST',
    path: '/hipaa/encrypt',
    options: { json: value },
    acknowledged: (answer) => source.model.tokens.push({ ...value, ciphertext: memberOf(answer, 'ciphertext') }),
  });
};

const encryptBatch: MakeStep = (source) => {
  const values = Array.from({ length: BATCH }, () => newValue(source));
  return step(source, {
    operation: 'encryptValue',
    method: 'POST',
    path: '/hipaa/encrypt',
    options: { json: { items: values } },
    events: () => BATCH,
    acknowledged: (answer) => {
      for (const [index, item] of itemsOf(answer).entries()) {
        const value = values[index];
        if (value !== undefined) source.model.tokens.push({ ...value, ciphertext: textOf(item, 'ciphertext') });
      }
    },
  });
};

const decrypt: MakeStep = (source) => {
  const { tokens } = source.model;
  if (tokens.length === 0) return undefined;
  const { ciphertext, context } = source.random.any(tokens);
  return step(source, {
    operation: 'decryptValue',
    method: 'POST',
    path: '/hipaa/decrypt',
    options: { json: { ciphertext, context, purpose: 'treatment' } },
  });
};

/** The newest tokens, each of a patient of its own, so that each has its own event. */
export const decryptBatch: MakeStep = (source) => {
  const items = source.model.tokens.slice(-BATCH).map(({ ciphertext, context }) => ({ ciphertext, context }));
  if (items.length === 0) return undefined;
  return step(source, {
    operation: 'decryptValue',
    method: 'POST',
    path: '/hipaa/decrypt',
    options: { json: { items, purpose: 'treatment' } },
    events: () => items.length,
  });
};

const createBaa: MakeStep = (source) =>
  keyedStep(source, {
    operation: 'createBaa',
    path: '/hipaa/baa',
    json: baaTerms({ signed_document_hash: source.random.form('%'.repeat(64)) }),
  });

const reportAccess: MakeStep = (source) =>
  keyedStep(source, {
    operation: 'createManualEvent',
    path: '/hipaa/audit-logs',
    json: entryOf({ patient_id: newId(source.random), accessed_by: newId(source.random) }),
  });

const reportDisclosure: MakeStep = (source) =>
  keyedStep(source, {
    operation: 'createManualEvent',
    path: '/hipaa/audit-logs',
    json: entryOf({ patient_id: newId(source.random), disclosure: disclosureOf() }),
  });

const rotateKey: MakeStep = (source) => keyedStep(source, { operation: 'rotateKey', path: '/hipaa/keys/rotate' });

const reencrypt: MakeStep = (source) =>
  step(source, {
    operation: 'reencryptKeys',
    method: 'POST',
    path: '/hipaa/keys/reencrypt',
    repeat: 'as-it-is',
    acknowledged: (answer) => source.model.jobs.add(memberOf(answer, 'id')),
  });

/** What admins do with values, agreements, the log, and keys. */
export const custodySteps: readonly MakeStep[] = [
  encrypt,
  encryptBatch,
  decrypt,
  decryptBatch,
  createBaa,
  reportAccess,
  reportDisclosure,
  rotateKey,
  reencrypt,
];
