import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AuditLogPage } from '../../shared/api/schemas/audit-log';
import type { AuditEvent } from '../../shared/domain/audit-event';
import { problemCode } from '../support/api-problem';
import { eventsOfRequest, readWholeLog } from '../support/audit-log';
import type { LocalStack } from '../support/local-stack';
import { sharedStack } from '../support/shared-stack';

type Query = Readonly<Record<string, string>>;

const PATIENT = randomUUID();
const OTHER_PATIENT = randomUUID();

let stack: LocalStack;
let admin: string;
let auditor: string;
let log: readonly AuditEvent[];

const list = async (query: Query, token = auditor): Promise<readonly AuditEvent[]> => {
  const events: AuditEvent[] = [];
  let cursor: string | undefined;
  do {
    const page = { limit: '3', ...query, ...(cursor === undefined ? {} : { cursor }) };
    const response = await stack.api('GET', '/hipaa/audit-logs', { token, query: page });
    expect(response.status).toBe(200);
    const { items, next_cursor } = AuditLogPage.parse(response.json);
    events.push(...items);
    cursor = next_cursor;
  } while (cursor !== undefined && events.length < 500);
  return events;
};

const use = async (patient: string, purpose: string): Promise<void> => {
  const context = { patient_id: patient };
  const sealed = await stack.api('POST', '/hipaa/encrypt', { token: admin, json: { value: 'invented', context } });
  const { ciphertext } = z.object({ ciphertext: z.string() }).parse(sealed.json);
  await stack.api('POST', '/hipaa/decrypt', { token: admin, json: { ciphertext, context, purpose } });
};

beforeAll(async () => {
  stack = await sharedStack();
  admin = await stack.token('admin@demo.test');
  auditor = await stack.token('auditor@demo.test');
  for (const purpose of ['treatment', 'payment', 'treatment']) await use(PATIENT, purpose);
  await use(OTHER_PATIENT, 'legal');
  const developer = await stack.token('developer@demo.test');
  await stack.api('POST', '/hipaa/decrypt', { token: developer, json: { ciphertext: 'x', purpose: 'treatment' } });
  log = await readWholeLog(stack, auditor);
});
afterAll(() => stack.stop());

/** An event of the log that is as given. */
const one = (expected: Partial<AuditEvent>): AuditEvent => {
  const found = log.find((event) =>
    Object.entries(expected).every(([name, value]) => Reflect.get(event, name) === value),
  );
  if (found === undefined) throw new Error('no such event');
  return found;
};

/** Events up to the newest that the test made: its own listings come on top. */
const made = (events: readonly AuditEvent[]): readonly string[] =>
  events.map(({ id }) => id).filter((id) => id <= (log[0]?.id ?? ''));

const filters: readonly (readonly [name: string, query: () => Query, passes: (event: AuditEvent) => boolean])[] = [
  ['patient_id', () => ({ patient_id: PATIENT }), ({ patient_id }) => patient_id === PATIENT],
  ['patient_id in capitals', () => ({ patient_id: PATIENT.toUpperCase() }), (event) => event.patient_id === PATIENT],
  [
    'user_id',
    () => ({ user_id: one({ outcome: 'denied' }).user_id }),
    ({ user_id }) => user_id === one({ outcome: 'denied' }).user_id,
  ],
  ['resource_type', () => ({ resource_type: 'value' }), ({ resource_type }) => resource_type === 'value'],
  ['resource_id', () => ({ resource_id: 'nowhere' }), () => false],
  ['action', () => ({ action: 'WRITE' }), ({ action }) => action === 'WRITE'],
  ['purpose', () => ({ purpose: 'legal' }), ({ purpose }) => purpose === 'legal'],
  ['outcome', () => ({ outcome: 'denied' }), ({ outcome }) => outcome === 'denied'],
  [
    'from',
    () => ({ from: one({ purpose: 'legal' }).recorded_at }),
    ({ recorded_at }) => recorded_at >= one({ purpose: 'legal' }).recorded_at,
  ],
  [
    'to',
    () => ({ to: one({ purpose: 'payment' }).recorded_at }),
    ({ recorded_at }) => recorded_at <= one({ purpose: 'payment' }).recorded_at,
  ],
  [
    'one instant',
    () => ({ from: one({ purpose: 'legal' }).recorded_at, to: one({ purpose: 'legal' }).recorded_at }),
    ({ recorded_at }) => recorded_at === one({ purpose: 'legal' }).recorded_at,
  ],
  ['days before all', () => ({ from: '2001-02-03', to: '2001-02-03' }), () => false],
  ['all days', () => ({ from: '2001-02-03', to: '9999-12-31T23:59:59Z' }), () => true],
  [
    'patient and purpose',
    () => ({ patient_id: PATIENT, purpose: 'treatment' }),
    ({ patient_id, purpose }) => patient_id === PATIENT && purpose === 'treatment',
  ],
  [
    'patient, user, action, outcome, and time',
    () => ({
      patient_id: PATIENT,
      user_id: one({ purpose: 'legal' }).user_id,
      action: 'READ',
      outcome: 'success',
      to: one({ purpose: 'payment' }).recorded_at,
    }),
    (event) => event.patient_id === PATIENT && event.action === 'READ' && event.id <= one({ purpose: 'payment' }).id,
  ],
  ['a patient of one and a purpose of the other', () => ({ patient_id: PATIENT, purpose: 'legal' }), () => false],
];

describe('164.312(b) audit controls: the audit log, filtered', () => {
  it.each(filters)('%s: lists what passes, newest first, and nothing else', async (_, query, passes) => {
    const expected = log.filter(passes).map(({ id }) => id);
    expect(made(await list(query()))).toEqual(expected);
  });

  it('and the filters of this test do tell events apart', () => {
    const sizes = filters.map(([, , passes]) => log.filter(passes).length);
    expect(new Set(sizes).size).toBeGreaterThan(4);
  });
});

describe('a wrong filter of the audit log', () => {
  const wrong: readonly (readonly [query: Query, path: string, code: string])[] = [
    [{ patient_id: 'Jane Roe' }, 'patient_id', 'invalid-format'],
    [{ patient_id: '' }, 'patient_id', 'invalid-format'],
    [{ user_id: 'jane@example.test' }, 'user_id', 'invalid-format'],
    [{ user_id: 'x'.repeat(65) }, 'user_id', 'invalid-format'],
    [{ resource_type: 'a b' }, 'resource_type', 'invalid-format'],
    [{ resource_id: 'a/b' }, 'resource_id', 'invalid-format'],
    [{ action: 'read' }, 'action', 'not-in-list'],
    [{ purpose: 'curiosity' }, 'purpose', 'not-in-list'],
    [{ outcome: 'SUCCESS' }, 'outcome', 'not-in-list'],
    [{ from: 'yesterday' }, 'from', 'invalid-format'],
    [{ from: '2026-02-30' }, 'from', 'invalid-format'],
    [{ from: '2026-03-10T12:00Z' }, 'from', 'invalid-format'],
    [{ from: '2026-03-10T12:00:00+01:00' }, 'from', 'invalid-format'],
    [{ to: '2026-03-10T12:00:00' }, 'to', 'invalid-format'],
    [{ to: '2026-03-10T12:00:00.1234Z' }, 'to', 'invalid-format'],
    [{ from: '2026-03-11', to: '2026-03-10' }, 'to', 'before-from'],
    [{ from: '2026-03-10T12:00:00.001Z', to: '2026-03-10T12:00:00Z' }, 'to', 'before-from'],
    [{ patient: PATIENT }, '', 'unknown-field'],
  ];

  it.each(wrong)('%j: answers 422 and repeats nothing of it', async (query, path, code) => {
    const response = await stack.api('GET', '/hipaa/audit-logs', { token: auditor, query });
    expect([response.status, problemCode(response)]).toEqual([422, 'invalid-request']);
    expect(response.json).toMatchObject({ errors: [{ path, code }] });
  });

  it('takes a day as a whole: from and to may be the same', async () => {
    expect(await list({ from: '2026-03-10', to: '2026-03-10' })).toEqual([]);
  });
});

describe('the cursor of a filtered audit log', () => {
  const cursorOf = async (query: Query): Promise<string> => {
    const response = await stack.api('GET', '/hipaa/audit-logs', { token: auditor, query: { limit: '1', ...query } });
    return AuditLogPage.parse(response.json).next_cursor ?? '';
  };

  it.each<readonly [string, Query, Query]>([
    ['without the filter', { patient_id: PATIENT }, {}],
    ['with a filter more', {}, { patient_id: PATIENT }],
    ['with another patient', { patient_id: PATIENT }, { patient_id: OTHER_PATIENT }],
    ['with another outcome', { outcome: 'success' }, { outcome: 'denied' }],
  ])('is refused %s', async (_, given, asked) => {
    const cursor = await cursorOf(given);
    expect(cursor).not.toBe('');
    const response = await stack.api('GET', '/hipaa/audit-logs', { token: auditor, query: { ...asked, cursor } });
    expect([response.status, problemCode(response)]).toEqual([400, 'invalid-cursor']);
  });
});

describe('164.312(a)(1) access control: filters reach no other tenant’s events', () => {
  it('another tenant’s patient is as unknown as one who does not exist', async () => {
    const other = await stack.token('admin@other.test');
    expect(await list({ patient_id: PATIENT }, other)).toEqual([]);
    expect(await list({ patient_id: randomUUID() }, other)).toEqual([]);
    expect(await list({ user_id: one({ purpose: 'legal' }).user_id }, other)).toEqual([]);
  });

  it('a listing by patient is no access to that patient, and its event and log line repeat no filter', async () => {
    const query = { patient_id: PATIENT, resource_id: 'thing-of-this-test', purpose: 'legal' };
    const response = await stack.api('GET', '/hipaa/audit-logs', { token: auditor, query });
    const events = await eventsOfRequest(stack, auditor, response.headers.get('x-request-id'));
    expect(events).toMatchObject([{ operation: 'listAuditLogs', outcome: 'success' }]);
    const text = JSON.stringify(events);
    for (const value of [PATIENT, 'thing-of-this-test', 'legal']) expect(text).not.toContain(value);
    const lines = stack.logLines().filter(({ operation }) => operation === 'listAuditLogs');
    expect(lines.length).toBeGreaterThan(0);
    expect(JSON.stringify(lines)).not.toContain(PATIENT);
    expect(stack.logText()).not.toContain('thing-of-this-test');
  });
});
