import { randomUUID } from 'node:crypto';
import { AuditLogPage } from '../../../shared/api/schemas/audit-log';
import { BaaPage, BaaView } from '../../../shared/api/schemas/baa';
import { problemCode } from '../../support/api-problem';
import type { LocalStack } from '../../support/local-stack';
import { sharedStack } from '../../support/shared-stack';
import type { RequestOptions, StackResponse } from '../../support/stack-request';
import { baaTerms } from '../../support/stored-baa';

/** EP-050's own cases of `test_hipaa_api.py`: its eleven routes, who may call them, and what each field may hold. */

const USERS = {
  admin: 'admin@demo.test',
  developer: 'developer@demo.test',
  clinician: 'clinician@demo.test',
  auditor: 'auditor@demo.test',
  'no role': 'nogroup@demo.test',
  'another tenant’s admin': 'admin@other.test',
  'platform operator': 'root@platform.test',
} as const;
type User = keyof typeof USERS;

let stack: LocalStack;
let tokens: Readonly<Record<User, string>>;
let baaId: string;
let ciphertext: string;

const member = (json: unknown, name: string): unknown => Reflect.get(Object(json) as object, name);

beforeAll(async () => {
  stack = await sharedStack();
  const signedIn = Object.entries(USERS).map(async ([user, email]) => [user, await stack.token(email)] as const);
  tokens = Object.fromEntries(await Promise.all(signedIn)) as Record<User, string>;
  const [filed, sealed] = await Promise.all([
    stack.api('POST', '/hipaa/baa', { token: tokens.admin, json: baaTerms() }),
    stack.api('POST', '/hipaa/encrypt', { token: tokens.admin, json: { value: 'invented' } }),
  ]);
  baaId = BaaView.parse(filed.json).id;
  ciphertext = String(member(sealed.json, 'ciphertext'));
});
afterAll(() => stack.stop());

const call = (method: string, path: string, options: RequestOptions & { readonly as?: User } = {}) => {
  const { as = 'admin', ...rest } = options;
  return stack.api(method, `/hipaa${path}`, { token: tokens[as], ...rest });
};
const codeOf = (response: StackResponse) => [response.status, problemCode(response)];
const refusal = (response: StackResponse) => [response.status, problemCode(response), member(response.json, 'errors')];
const wrong = (path: string, code: string) => [422, 'invalid-request', [{ path, code }]];

const ENTRY = { action: 'READ', resource_type: 'medical_record' };

interface Route {
  readonly method: string;
  readonly path: () => string;
  readonly json?: () => object;
  readonly roles: readonly User[];
  readonly status: number;
}

const BOTH: readonly User[] = ['admin', 'auditor'];
const filedForDeletion = { id: '' };

/** EP-050's table of endpoints; beyond it, an auditor may read what concerns no value. */
const ROUTES: Readonly<Record<string, Route>> = {
  'POST /baa': { method: 'POST', path: () => '/baa', json: () => baaTerms(), roles: ['admin'], status: 201 },
  'GET /baa': { method: 'GET', path: () => '/baa', roles: BOTH, status: 200 },
  'GET /baa/{id}': { method: 'GET', path: () => `/baa/${baaId}`, roles: BOTH, status: 200 },
  'DELETE /baa/{id}': { method: 'DELETE', path: () => `/baa/${filedForDeletion.id}`, roles: ['admin'], status: 200 },
  'GET /audit-logs': { method: 'GET', path: () => '/audit-logs', roles: BOTH, status: 200 },
  'POST /audit-logs': { method: 'POST', path: () => '/audit-logs', json: () => ENTRY, roles: ['admin'], status: 201 },
  'GET /report': { method: 'GET', path: () => '/report', roles: BOTH, status: 200 },
  'POST /encrypt': {
    method: 'POST',
    path: () => '/encrypt',
    json: () => ({ value: 'invented' }),
    roles: ['admin', 'developer'],
    status: 200,
  },
  'POST /decrypt': {
    method: 'POST',
    path: () => '/decrypt',
    json: () => ({ ciphertext, purpose: 'operations' }),
    roles: ['admin'],
    status: 200,
  },
  'GET /data-residency': { method: 'GET', path: () => '/data-residency', roles: BOTH, status: 200 },
  'GET /status': { method: 'GET', path: () => '/status', roles: BOTH, status: 200 },
};

const ROLES: readonly User[] = ['admin', 'developer', 'clinician', 'auditor', 'no role'];

describe.each(Object.entries(ROUTES))('164.312(a)(1), 164.308(a)(4): %s', (_, route) => {
  const request = (options: RequestOptions & { readonly as?: User }) =>
    call(route.method, route.path(), { json: route.json?.(), ...options });

  beforeAll(async () => {
    filedForDeletion.id = BaaView.parse((await call('POST', '/baa', { json: baaTerms() })).json).id;
  });

  it.each(ROLES)('%s: may if the role is one that it names, else 403', async (as) => {
    const response = await request({ as });
    if (route.roles.includes(as)) expect(response.status).toBe(route.status);
    else expect(codeOf(response)).toEqual([403, 'role-required']);
  });

  it('without a token: 401', async () => {
    const response = await request({ token: '' });
    expect(codeOf(response)).toEqual([401, 'unauthenticated']);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  it('an operator who names no entity: 422, but to begin a new one', async () => {
    const response = await request({ as: 'platform operator' });
    if (route.path() === '/baa' && route.method === 'POST') expect(response.status).toBe(201);
    else expect(codeOf(response)).toEqual([422, 'covered-entity-required']);
  });

  it('an admin who names another entity: 404', async () => {
    const named = { covered_entity_id: stack.ready.covered_entities.a };
    const body = route.json === undefined ? { query: named } : { json: { ...route.json(), ...named } };
    expect(codeOf(await request({ ...body, as: 'another tenant’s admin' }))).toEqual([404, 'not-found']);
  });
});

describe('POST /baa, validation of each field', () => {
  it.each([
    'organization_name',
    'signatory_name',
    'signatory_email',
    'effective_date',
    'expiry_date',
    'data_residency_region',
    'phi_categories',
    'signed_document_hash',
  ])('%s is required, and is no number', async (field) => {
    const post = (value: unknown) => call('POST', '/baa', { json: { ...baaTerms(), [field]: value } });
    expect(refusal(await post(undefined))).toEqual(wrong(field, 'required'));
    expect(refusal(await post(7))).toEqual(wrong(field, 'wrong-type'));
  });

  it.each([
    ['organization_name', 'x'.repeat(257), 'too-long'],
    ['organization_name', '', 'too-short'],
    ['signatory_email', 'nobody', 'invalid-format'],
    ['effective_date', '2027-02-30', 'invalid-format'],
    ['expiry_date', '2019-12-31', 'not-after-effective-date'],
    ['data_residency_region', 'eu-central-1', 'region-not-approved'],
    ['phi_categories', [], 'too-few'],
    ['signed_document_hash', 'g'.repeat(64), 'invalid-format'],
    ['covered_entity_id', 'no-uuid', 'invalid-format'],
  ])('%s does not take %j: %s', async (field, value, code) => {
    expect(refusal(await call('POST', '/baa', { json: { ...baaTerms(), [field]: value } }))).toEqual(
      wrong(field, code),
    );
  });

  it('takes no field that it does not know, and repeats none', async () => {
    const response = await call('POST', '/baa', { json: { ...baaTerms(), quagmire: 1 } });
    expect(refusal(response)).toEqual(wrong('', 'unknown-field'));
    expect(response.text).not.toContain('quagmire');
  });
});

describe('POST /audit-logs, validation of each field', () => {
  it.each([
    ['action', undefined, 'action', 'required'],
    ['action', 'read', 'action', 'not-in-list'],
    ['resource_type', undefined, 'resource_type', 'required'],
    ['resource_type', 'anything', 'resource_type', 'not-in-list'],
    ['resource_id', 'MRN 4711', 'resource_id', 'invalid-format'],
    ['patient_id', 7, 'patient_id', 'wrong-type'],
    ['phi_fields_accessed', ['shoe_size'], 'phi_fields_accessed.0', 'not-in-list'],
    ['phi_fields_accessed', ['ssn', 'ssn'], 'phi_fields_accessed', 'not-unique'],
    ['purpose', 'curiosity', 'purpose', 'not-in-list'],
    ['occurred_at', 'yesterday', 'occurred_at', 'invalid-format'],
    ['occurred_at', '1995-12-31T23:59:59Z', 'occurred_at', 'too-early'],
    ['user_id', randomUUID(), '', 'unknown-field'],
  ])('%s does not take %j', async (field, value, path, code) => {
    const response = await call('POST', '/audit-logs', { json: { ...ENTRY, [field]: value } });
    expect(refusal(response)).toEqual(wrong(path, code));
  });
});

describe('POST /encrypt and POST /decrypt, validation of each field', () => {
  it.each([
    ['/encrypt', { value: undefined }, 'value', 'required'],
    ['/encrypt', { category: 'genealogy' }, 'category', 'not-in-list'],
    ['/encrypt', { context: { field: 7 } }, 'context.*', 'wrong-type'],
    ['/encrypt', { context: { patient_id: 'MRN 4711' } }, 'context', 'not-a-uuid'],
    ['/encrypt', { purpose: 'curiosity' }, 'purpose', 'not-in-list'],
    ['/encrypt', { plaintext: 'x' }, '', 'unknown-field'],
    ['/decrypt', { ciphertext: undefined }, 'ciphertext', 'required'],
    ['/decrypt', { ciphertext: 7 }, 'ciphertext', 'wrong-type'],
    ['/decrypt', { purpose: 'curiosity' }, 'purpose', 'not-in-list'],
    ['/decrypt', { category: 'billing' }, '', 'unknown-field'],
  ])('%s does not take %j', async (path, changes, field, code) => {
    const valid = path === '/encrypt' ? { value: 'invented' } : { ciphertext, purpose: 'operations' };
    expect(refusal(await call('POST', path, { json: { ...valid, ...changes } }))).toEqual(wrong(field, code));
  });

  it('the purpose may stand in the header, and must then be the one of the body: 164.502(b)', async () => {
    const headers = { 'X-Purpose-Of-Use': 'payment' };
    const opened = await call('POST', '/decrypt', { json: { ciphertext }, headers });
    expect([opened.status, opened.json]).toEqual([200, { value: 'invented' }]);
    const differing = await call('POST', '/decrypt', { json: { ciphertext, purpose: 'treatment' }, headers });
    expect(codeOf(differing)).toEqual([422, 'invalid-request']);
  });

  it('no purpose: 403, and nothing is opened', async () => {
    const response = await call('POST', '/decrypt', { json: { ciphertext } });
    expect(codeOf(response)).toEqual([403, 'purpose-required']);
    expect(response.text).not.toContain('invented');
  });
});

describe('query parameters, validation of each', () => {
  it.each([
    ['/baa', { status: 'lost' }, 'status', 'invalid-format'],
    ['/baa', { expiring_within_days: '0' }, 'expiring_within_days', 'invalid-format'],
    ['/baa', { limit: '101' }, 'limit', 'invalid-format'],
    ['/baa', { sort: 'name' }, '', 'unknown-field'],
    ['/audit-logs', { limit: '0' }, 'limit', 'invalid-format'],
    ['/audit-logs', { action: 'PEEK' }, 'action', 'not-in-list'],
    ['/audit-logs', { patient_id: 'MRN 4711' }, 'patient_id', 'invalid-format'],
    ['/audit-logs', { purpose: 'curiosity' }, 'purpose', 'not-in-list'],
    ['/audit-logs', { outcome: 'maybe' }, 'outcome', 'not-in-list'],
    ['/audit-logs', { from: '2027-01-02', to: '2027-01-01' }, 'to', 'before-from'],
    ['/report', { from: '2026-02-30' }, 'from', 'invalid-format'],
    ['/report', { from: '2026-03-02', to: '2026-03-01' }, 'to', 'before-from'],
    ['/report', { from: '1999-12-31' }, 'from', 'out-of-range'],
    ['/status', { verbose: 'true' }, '', 'unknown-field'],
    ['/data-residency', { region: 'us-east-1' }, '', 'unknown-field'],
  ])('GET %s does not take %j', async (path, query: Readonly<Record<string, string>>, field, code) => {
    expect(refusal(await call('GET', path, { query }))).toEqual(wrong(field, code));
  });

  it.each(['GET', 'DELETE'])('%s /baa/{id} takes no id but a UUID', async (method) => {
    expect(refusal(await call(method, '/baa/MRN-4711'))).toEqual(wrong('id', 'invalid-format'));
  });

  it.each(['/baa', '/audit-logs'])('GET %s takes no cursor but its own: 400', async (path) => {
    expect(codeOf(await call('GET', path, { query: { cursor: 'forged' } }))).toEqual([400, 'invalid-cursor']);
  });
});

describe('bodies', () => {
  const json = { 'Content-Type': 'application/json' };
  it.each([
    ['no JSON', '{"value":', json, [400, 'malformed-request']],
    ['a name twice', '{"value":"a","value":"b"}', json, [400, 'malformed-request']],
    ['bytes that are no UTF-8', Uint8Array.of(0x22, 0xff, 0x22), json, [400, 'malformed-request']],
    ['an array', '[]', json, [422, 'invalid-request']],
    ['a form', 'value=a', { 'Content-Type': 'application/x-www-form-urlencoded' }, [415, 'unsupported-media-type']],
    ['more than 4 MiB', 'x'.repeat(4 * 1024 * 1024 + 1), json, [413, 'body-too-large']],
  ] as const)('%s', async (_, body, headers, expected) => {
    expect(codeOf(await call('POST', '/encrypt', { body, headers }))).toEqual(expected);
  });
});

describe('tenant isolation, 164.308(a)(4)', () => {
  const as = 'another tenant’s admin';

  it.each(['GET', 'DELETE'])('%s /baa/{id} of another tenant answers 404, as one that is not there', async (method) => {
    for (const id of [baaId, randomUUID()]) {
      expect(codeOf(await call(method, `/baa/${id}`, { as }))).toEqual([404, 'not-found']);
    }
    expect((await call('GET', `/baa/${baaId}`)).json).toMatchObject({ id: baaId, status: 'active' });
  });

  it('GET /baa and GET /audit-logs show nothing of another tenant', async () => {
    const { b } = stack.ready.covered_entities;
    const baas = BaaPage.parse((await call('GET', '/baa', { as })).json).items;
    const events = AuditLogPage.parse((await call('GET', '/audit-logs', { as })).json).items;
    expect(new Set([...baas, ...events].map(({ covered_entity_id }) => covered_entity_id))).toEqual(new Set([b]));
  });

  it('POST /decrypt opens nothing of another tenant', async () => {
    const response = await call('POST', '/decrypt', { as, json: { ciphertext, purpose: 'operations' } });
    expect(codeOf(response)).toEqual([422, 'phi-integrity-failure']);
  });

  it('a cursor of one tenant is none of another’s', async () => {
    const first = await call('GET', '/audit-logs', { query: { limit: '1' } });
    const query = { limit: '1', cursor: String(member(first.json, 'next_cursor')) };
    expect((await call('GET', '/audit-logs', { query })).status).toBe(200);
    expect(codeOf(await call('GET', '/audit-logs', { as, query }))).toEqual([400, 'invalid-cursor']);
  });
});

describe('what comes again', () => {
  it.each([
    ['/baa', baaTerms()],
    ['/audit-logs', ENTRY],
  ])('POST %s five times at once under one key makes one; another body is refused', async (path, json) => {
    const headers = { 'Idempotency-Key': randomUUID() };
    const twins = await Promise.all(Array.from({ length: 5 }, () => call('POST', path, { json, headers })));
    expect(twins.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect(new Set(twins.map((twin) => member(twin.json, 'id'))).size).toBe(1);
    const replayed = twins.filter((twin) => twin.headers.get('idempotency-replayed') === 'true');
    expect(replayed).toHaveLength(4);
    const other = path === '/baa' ? baaTerms({ organization_name: 'Another' }) : { ...ENTRY, action: 'WRITE' };
    expect(codeOf(await call('POST', path, { json: other, headers }))).toEqual([422, 'idempotency-key-reused']);
  });

  it('DELETE /baa/{id} twice: the same answer, and the record stays', async () => {
    const { id } = BaaView.parse((await call('POST', '/baa', { json: baaTerms() })).json);
    const first = await call('DELETE', `/baa/${id}`);
    const again = await call('DELETE', `/baa/${id}`);
    expect([first.status, again.status, again.json]).toEqual([200, 200, first.json]);
    expect((await call('GET', `/baa/${id}`)).json).toMatchObject({ status: 'deactivated' });
  });
});

describe('164.312(c)(1): the audit log has no way to change or delete', () => {
  it.each(['PUT', 'PATCH', 'DELETE'])('%s /audit-logs: 405', async (method) => {
    const response = await call(method, '/audit-logs');
    expect(codeOf(response)).toEqual([405, 'method-not-allowed']);
    expect(response.headers.get('allow')).toBe('GET, POST');
  });
});
