import { randomUUID } from 'node:crypto';
import type { LocalStack } from './local-stack';
import type { StackResponse } from './stack-request';

/** Invented, and looked for wherever it must not be. */
export const PLANTED = ['Quillfeather', 'Marrowmoor Lane', 'Zyxwitis', 'Ombudsperson'] as const;

/** A disclosure, each of its texts with a planted word. */
export const disclosureOf = (changes: Readonly<Record<string, unknown>> = {}) => ({
  recipient: { name: 'Agnes Quillfeather', address: '7 Marrowmoor Lane, Exampleton' },
  description: 'Report of Zyxwitis',
  purpose_statement: 'Asked for by the Ombudsperson',
  basis: '164.512(d)',
  ...changes,
});

/** An access of which no system told. */
export const entryOf = (changes: Readonly<Record<string, unknown>> = {}) => ({
  action: 'READ',
  resource_type: 'medical_record',
  patient_id: randomUUID(),
  ...changes,
});

export const report = (stack: LocalStack, token: string, json: unknown, key?: string): Promise<StackResponse> =>
  stack.api('POST', '/hipaa/audit-logs', {
    token,
    json,
    headers: key === undefined ? {} : { 'Idempotency-Key': key },
  });
