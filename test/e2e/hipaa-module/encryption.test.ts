import { randomUUID } from 'node:crypto';
import { problemCode } from '../../support/api-problem';
import { type LocalStack, startLocalStack } from '../../support/local-stack';
import { baaOf, storeBaa } from '../../support/stored-baa';

/** EP-050's own cases of `test_phi_encryption.py`, as requirements on the running system. */

const MEBIBYTE = 1024 * 1024;

let stack: LocalStack;
let admin: string;
let root: string;

beforeAll(async () => {
  stack = await startLocalStack({ background: false });
  [admin, root] = await Promise.all([stack.token('admin@demo.test'), stack.token('root@platform.test')]);
});
afterAll(() => stack.stop());

const member = (json: unknown, name: string): unknown => Reflect.get(Object(json) as object, name);

const encrypt = (json: object, token = admin) => stack.api('POST', '/hipaa/encrypt', { token, json });
const decrypt = (json: object, token = admin) =>
  stack.api('POST', '/hipaa/decrypt', { token, json: { purpose: 'operations', ...json } });

/** The token of a value. */
const sealed = async (value: string, more: object = {}, token = admin): Promise<string> => {
  const response = await encrypt({ value, ...more }, token);
  expect(response.status).toBe(200);
  return String(member(response.json, 'ciphertext'));
};

const opened = async (ciphertext: string, more: object = {}): Promise<unknown> => {
  const response = await decrypt({ ciphertext, ...more });
  expect([response.status, response.json]).toEqual([200, response.json]);
  return member(response.json, 'value');
};

/** A new covered entity with an agreement in force, for a platform operator to name. */
const newEntity = async (): Promise<string> => {
  const entity = randomUUID();
  await storeBaa(stack, baaOf(entity));
  return entity;
};

describe('EP-050, key generation', () => {
  it('makes an entity’s first key with its first value, version 1, and records it once', async () => {
    const covered_entity_id = await newEntity();
    for (const value of ['first', 'second']) {
      const response = await encrypt({ value, covered_entity_id }, root);
      expect(response.json).toMatchObject({ key_version: 1 });
    }
    const log = await stack.api('GET', '/hipaa/audit-logs', { token: root, query: { covered_entity_id } });
    const events = member(log.json, 'items') as readonly { readonly operation: string }[];
    expect(events.filter(({ operation }) => operation === 'provisionTenantKey')).toHaveLength(1);
  });

  it('makes one key where ten first values come at once', async () => {
    const covered_entity_id = await newEntity();
    const responses = await Promise.all(
      Array.from({ length: 10 }, () => encrypt({ value: 'at once', covered_entity_id }, root)),
    );
    expect(responses.map(({ status, json }) => [status, member(json, 'key_version')])).toEqual(
      Array.from({ length: 10 }, () => [200, 1]),
    );
  });

  it('gives each entity a key of its own: another one’s key does not open', async () => {
    const ciphertext = await sealed('of another', { covered_entity_id: await newEntity() }, root);
    const response = await decrypt({ ciphertext });
    expect([response.status, problemCode(response)]).toEqual([422, 'phi-integrity-failure']);
  });
});

describe('EP-050, random IV', () => {
  it('equal plaintexts differ, a hundred times over', async () => {
    const items = Array.from({ length: 100 }, () => ({ value: 'equal' }));
    const { json } = await encrypt({ items });
    const tokens = (member(json, 'items') as readonly unknown[]).map((item) => member(item, 'ciphertext'));
    expect(new Set(tokens).size).toBe(100);
  });

  it('all of them open to the one value', async () => {
    const tokens = await Promise.all([sealed('equal'), sealed('equal')]);
    expect(tokens[0]).not.toBe(tokens[1]);
    expect(await Promise.all(tokens.map((token) => opened(token)))).toEqual(['equal', 'equal']);
  });

  it('equal prefixes do not show', async () => {
    const [one, other] = await Promise.all([sealed('Testperson, Alice'), sealed('Testperson, Bob')]);
    expect(one.slice(-48, -24)).not.toBe(other.slice(-48, -24));
  });
});

describe('EP-050, what goes in comes out', () => {
  it.each([
    ['a plain text', 'Hypertension, stage 2'],
    ['an empty text', ''],
    ['one character', 'x'],
    ['blanks alone', '   '],
    ['blanks at the ends', '  padded\t'],
    ['line ends of each kind', 'a\nb\r\nc\rd'],
    ['control characters', '\u0000\u0001\u001f\u007f'],
    ['leading zeroes', '000-12-0042'],
    ['accents', 'Zoë Müller-Ångström'],
    ['accents apart from their letters, not normalised', 'Zoe\u0308 A\u030angstro\u0308m'],
    ['Chinese and Japanese', '高血压 糖尿病 カルテ'],
    ['text from right to left', 'ضغط الدم לחץ דם'],
    ['characters beyond the first plane', '🩺👩🏽‍⚕️𝔸'],
    ['quotation marks and backslashes', '"quoted" \\ \'single\''],
    ['JSON', '{"ssn":"900-00-0000"}'],
    ['markup', '<script>alert(1)</script>&amp;'],
    ['SQL', "'; DROP TABLE patients; --"],
    ['a token’s own form', 'phi.v1.AAAA'],
    ['a byte order mark', '\ufeffvalue'],
  ])('%s', async (_, value) => {
    expect(await opened(await sealed(value))).toBe(value);
  });

  it('under a context and a category', async () => {
    const bound = { context: { patient_id: randomUUID(), field: 'notes' }, category: 'treatment' };
    const ciphertext = await sealed('bound', bound);
    expect(await opened(ciphertext, { context: bound.context })).toBe('bound');
  });

  it('after a restart', async () => {
    const ciphertext = await sealed('lasting');
    await stack.restart();
    expect(await opened(ciphertext)).toBe('lasting');
  });
});

describe('EP-050, long values', () => {
  it.each([
    ['64 KiB', 'k'.repeat(64 * 1024)],
    ['1 MiB', 'm'.repeat(MEBIBYTE)],
    ['1 MiB of four-byte characters', '🩺'.repeat(MEBIBYTE / 4)],
  ])('%s', async (_, value) => {
    expect((await opened(await sealed(value))) === value).toBe(true);
  });

  it.each([
    ['one byte more', 'm'.repeat(MEBIBYTE + 1)],
    ['one character more, of four bytes', '🩺'.repeat(MEBIBYTE / 4 + 1)],
  ])('%s: 422, with the path and never the value', async (_, value) => {
    const response = await encrypt({ value });
    expect([response.status, problemCode(response)]).toEqual([422, 'invalid-request']);
    expect(response.text.length).toBeLessThan(1000);
    expect(member(response.json, 'errors')).toEqual([{ path: 'value', code: 'too-long' }]);
  });
});

describe('EP-050, input that is no text', () => {
  it.each([
    ['a number', 9001234567],
    ['a truth value', true],
    ['null', null],
    ['an array', ['900-12-3456']],
    ['an object', { ssn: '900-12-3456' }],
  ])('does not encrypt %s: 422, and the value is not repeated', async (_, value) => {
    const response = await encrypt({ value });
    expect([response.status, problemCode(response)]).toEqual([422, 'invalid-request']);
    // A request id may hold such digits.
    const said = response.text.replaceAll(response.headers.get('x-request-id') ?? '', '');
    expect(said).not.toMatch(/900|ssn/);
  });

  it('does not encrypt nothing', async () => {
    expect((await encrypt({})).status).toBe(422);
  });

  it('does not encrypt half a character: it could not come back', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const body = '{"value":"\\ud83e"}';
    expect((await stack.api('POST', '/hipaa/encrypt', { token: admin, headers, body })).status).toBe(422);
  });

  it.each([7, true, null, ['phi.v1.'], {}])('does not decrypt %p', async (ciphertext) => {
    const response = await decrypt({ ciphertext });
    expect([response.status, problemCode(response)]).toEqual([422, 'invalid-request']);
  });
});

describe('EP-050, tampering', () => {
  const flipped = (token: string, at: number): string =>
    `${token.slice(0, at)}${token.charAt(at) === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;

  /** Where the parts of a token begin, after `phi.v1.`; the last characters are the tag. */
  const PLACES = [8, 20, 40, 60, 90, 120];

  it.each(PLACES)('a token changed at character %i does not open', async (at) => {
    const token = await sealed('Marguerite Testperson');
    expect(token.length).toBeGreaterThan(at);
    const response = await decrypt({ ciphertext: flipped(token, at) });
    expect([response.status, problemCode(response)]).toEqual([422, 'phi-integrity-failure']);
    expect(response.text).not.toContain('Marguerite');
  });

  it.each([
    ['cut off by one character', (token: string) => token.slice(0, -1)],
    ['cut to half', (token: string) => token.slice(0, token.length / 2)],
    ['lengthened', (token: string) => `${token}AAAA`],
    ['doubled', (token: string) => `${token}${token}`],
    ['of another version', (token: string) => token.replace('phi.v1.', 'phi.v2.')],
    ['without its prefix', (token: string) => token.replace('phi.v1.', '')],
    ['that is a Fernet token', () => `gAAAAA${'B'.repeat(94)}`],
    ['that is no token', () => 'not a token at all'],
  ])('a token %s does not open', async (_, change) => {
    const response = await decrypt({ ciphertext: change(await sealed('whole')) });
    expect([response.status, problemCode(response)]).toEqual([422, 'phi-integrity-failure']);
  });

  it.each([
    ['another value', { field: 'diagnosis' }],
    ['a pair more', { field: 'notes', more: 'x' }],
    ['none', {}],
  ])('a token does not open under a context with %s', async (_, context) => {
    const ciphertext = await sealed('bound', { context: { field: 'notes' } });
    const response = await decrypt({ ciphertext, context });
    expect([response.status, problemCode(response)]).toEqual([422, 'phi-integrity-failure']);
  });
});
