import { DISCLOSURE_BASES } from '../../shared/domain/disclosure';
import { MANUAL_RESOURCE_TYPES } from '../../shared/domain/manual-event';
import { PATIENT_FIELDS } from '../../shared/domain/patient-fields';
import type { LocalStack } from '../support/local-stack';
import { sharedStack } from '../support/shared-stack';
import { disclosureOf, entryOf, report } from '../support/manual-entries';
import type { StackResponse } from '../support/stack-request';

let stack: LocalStack;
let admin: string;

beforeAll(async () => {
  stack = await sharedStack();
  admin = await stack.token('admin@demo.test');
});
afterAll(() => stack.stop());

const errorsOf = ({ json }: StackResponse): unknown => Reflect.get(Object(json) as object, 'errors');

/** The limits of texts: a field of the disclosure, whether it must be there, and its longest. */
const texts = [
  ['recipient.name', true, 256],
  ['recipient.address', false, 512],
  ['description', true, 2000],
  ['purpose_statement', true, 2000],
] as const;

const withText = (path: string, value: unknown) => {
  const base = disclosureOf();
  const [group, name = ''] = path.split('.');
  return name === '' ? { ...base, [path]: value } : { ...base, [group ?? '']: { ...base.recipient, [name]: value } };
};

const wrongTexts = texts.flatMap(([path, isRequired, longest]) => [
  ...(isRequired ? [[path, undefined, 'required'] as const] : []),
  [path, null, 'wrong-type'] as const,
  [path, ['Jane Roe'], 'wrong-type'] as const,
  [path, '', 'too-short'] as const,
  [path, ' \u00a0', 'invalid-format'] as const,
  [path, 'Jane\nRoe', 'invalid-format'] as const,
  [path, 'Jane\u0000Roe', 'invalid-format'] as const,
  [path, 'Jane Roe\ud800', 'invalid-format'] as const,
  [path, 'J'.repeat(longest + 1), 'too-long'] as const,
]);

describe('164.528(b)(2) POST /hipaa/audit-logs: the texts of a disclosure', () => {
  it.each(wrongTexts.map(([path, value, code]) => [path, code, value] as const))(
    '%s: answers 422 %s, and repeats nothing',
    async (path, code, value) => {
      const response = await report(stack, admin, entryOf({ disclosure: withText(path, value) }));
      expect([response.status, errorsOf(response)]).toEqual([422, [{ path: `disclosure.${path}`, code }]]);
      expect(response.text).not.toContain('Roe');
    },
  );

  it.each(texts)('%s: takes its longest (required: %s, %i characters)', async (path, _, longest) => {
    const response = await report(stack, admin, entryOf({ disclosure: withText(path, '名'.repeat(longest)) }));
    expect(response.status).toBe(201);
  });

  it('takes the hash of a written request in place of a statement, and asks for one of the two', async () => {
    const asked = { purpose_statement: undefined, request_document_hash: 'AB'.repeat(32) };
    expect((await report(stack, admin, entryOf({ disclosure: disclosureOf(asked) }))).status).toBe(201);
    const neither = await report(stack, admin, entryOf({ disclosure: disclosureOf({ purpose_statement: undefined }) }));
    expect(errorsOf(neither)).toEqual([{ path: 'disclosure.purpose_statement', code: 'required' }]);
    const wrong = disclosureOf({ request_document_hash: 'Jane Roe' });
    expect(errorsOf(await report(stack, admin, entryOf({ disclosure: wrong })))).toEqual([
      { path: 'disclosure.request_document_hash', code: 'invalid-format' },
    ]);
  });

  it.each(DISCLOSURE_BASES)('takes the basis %s', async (basis) => {
    expect((await report(stack, admin, entryOf({ disclosure: disclosureOf({ basis }) }))).status).toBe(201);
  });

  it('takes paragraphs (a) to (l) of 164.512 and no other', () => {
    expect(DISCLOSURE_BASES).toHaveLength(17);
    expect(DISCLOSURE_BASES.filter((basis) => basis.startsWith('164.512')).join('')).toMatch(/^(164\.512\([a-l]\))+$/);
  });
});

const wrong: readonly (readonly [
  name: string,
  changes: Readonly<Record<string, unknown>>,
  path: string,
  code: string,
])[] = [
  ['no action', { action: undefined }, 'action', 'required'],
  ['an action that is none', { action: 'VIEW' }, 'action', 'not-in-list'],
  ['an action in small letters', { action: 'read' }, 'action', 'not-in-list'],
  ['no resource type', { resource_type: undefined }, 'resource_type', 'required'],
  ['free text as resource type', { resource_type: 'Jane Roe' }, 'resource_type', 'not-in-list'],
  ['a resource id that is no UUID', { resource_id: 'MRN-0042' }, 'resource_id', 'invalid-format'],
  ['a patient who is no UUID', { patient_id: 'Jane Roe' }, 'patient_id', 'invalid-format'],
  ['an accessor who is no UUID', { accessed_by: 'dr.roe' }, 'accessed_by', 'invalid-format'],
  ['a field that is none', { phi_fields_accessed: ['Jane Roe'] }, 'phi_fields_accessed.0', 'not-in-list'],
  ['a field twice', { phi_fields_accessed: ['ssn', 'ssn'] }, 'phi_fields_accessed', 'not-unique'],
  ['fields that are no list', { phi_fields_accessed: 'ssn' }, 'phi_fields_accessed', 'wrong-type'],
  ['a purpose that is none', { purpose: 'Jane Roe' }, 'purpose', 'not-in-list'],
  ['a day as time', { occurred_at: '2026-03-01' }, 'occurred_at', 'invalid-format'],
  ['a time without seconds', { occurred_at: '2026-03-01T12:00Z' }, 'occurred_at', 'invalid-format'],
  ['a time without offset', { occurred_at: '2026-03-01T12:00:00' }, 'occurred_at', 'invalid-format'],
  ['a day that is none', { occurred_at: '2026-02-29T12:00:00Z' }, 'occurred_at', 'invalid-format'],
  ['a time as number', { occurred_at: 1772366400 }, 'occurred_at', 'invalid-format'],
  ['a time before HIPAA', { occurred_at: '1995-12-31T23:59:59Z' }, 'occurred_at', 'too-early'],
  ['a time before HIPAA by its offset', { occurred_at: '1996-01-01T00:00:00+01:00' }, 'occurred_at', 'too-early'],
  ['an entity that is none', { covered_entity_id: 'entity' }, 'covered_entity_id', 'invalid-format'],
  ['a disclosure of no patient', { patient_id: undefined, disclosure: disclosureOf() }, 'patient_id', 'required'],
  ['a disclosure that is a text', { disclosure: 'Jane Roe' }, 'disclosure', 'wrong-type'],
  ['no basis', { disclosure: disclosureOf({ basis: undefined }) }, 'disclosure.basis', 'required'],
  ['a basis that is none', { disclosure: disclosureOf({ basis: '164.512(m)' }) }, 'disclosure.basis', 'not-in-list'],
  ['a basis without paragraph', { disclosure: disclosureOf({ basis: '164.512' }) }, 'disclosure.basis', 'not-in-list'],
  ['no recipient', { disclosure: disclosureOf({ recipient: undefined }) }, 'disclosure.recipient', 'required'],
  [
    'a recipient’s phone',
    { disclosure: disclosureOf({ recipient: { name: 'x', 'Jane Roe': 1 } }) },
    'disclosure.recipient',
    'unknown-field',
  ],
  ['a field of the caller’s own', { 'Jane Roe': 1 }, '', 'unknown-field'],
  ['several events', { items: [] }, '', 'unknown-field'],
];

describe('POST /hipaa/audit-logs: wrong fields', () => {
  it.each(wrong)('%s: answers 422, and repeats nothing', async (_, changes, path, code) => {
    const response = await report(stack, admin, entryOf(changes));
    expect([response.status, errorsOf(response)]).toEqual([422, [{ path, code }]]);
    expect(response.text).not.toContain('Roe');
  });

  it.each([...MANUAL_RESOURCE_TYPES.map((type) => [{ resource_type: type }] as const)])('takes %j', async (changes) => {
    expect((await report(stack, admin, entryOf(changes))).status).toBe(201);
  });

  it('takes every PHI field of a patient at once, the least that is asked for, and a time without milliseconds', async () => {
    const all = entryOf({ phi_fields_accessed: PATIENT_FIELDS, occurred_at: '1996-01-01T00:00:00Z' });
    expect((await report(stack, admin, all)).status).toBe(201);
    expect((await report(stack, admin, { action: 'READ', resource_type: 'patient' })).status).toBe(201);
  });
});
