import type * as crypto from 'node:crypto';
import { makeFernetToken, newFernetKey } from '../../../infra/local/legacy/make-fernet-token';
import { MemoryKeyWrapping } from '../../../shared/adapters/memory/memory-key-wrapping';
import { formatCursor, parseCursor } from '../../../shared/crypto/cursor';
import { deriveKey } from '../../../shared/crypto/derived-key';
import { openFernet, parseFernetKey } from '../../../shared/crypto/fernet';
import { openRecord, sealRecord } from '../../../shared/crypto/record-envelope';
import { openValue, sealValue } from '../../../shared/crypto/value-envelope';
import { parseToken } from '../../../shared/crypto/value-token';
import { Plaintext } from '../../../shared/domain/plaintext';
import { filesBelow, read } from '../../architecture/support/repository';
import { ENTITY_A, KEY_ID, PATIENT, REGION } from '../../support/synthetic-parties';

const node = jest.requireActual<typeof crypto>('node:crypto');

/** Where a primitive takes its key. */
const KEY_ARGUMENT = { createCipheriv: 1, createDecipheriv: 1, createHmac: 1, hkdfSync: 1 } as const;
type Primitive = keyof typeof KEY_ARGUMENT;
const primitives = Object.keys(KEY_ARGUMENT) as readonly Primitive[];

const use = async (): Promise<void> => {
  const wrapping = new MemoryKeyWrapping();
  const context = { covered_entity_id: ENTITY_A, version: 1 };
  const { wrapped } = await wrapping.generate(context);
  const tenantKey = await wrapping.unwrap(wrapped, context);
  const key = { keyId: KEY_ID, derived: deriveKey(tenantKey, node.randomBytes(16)) };
  const value = { covered_entity_id: ENTITY_A, region: REGION, category: undefined, context: {} };
  const token = parseToken(sealValue(Plaintext.of('x'), value, key, node.randomBytes(12)));
  expect(token && openValue(token, value, key.derived)).toBeDefined();
  const place = { ...value, resource_type: 'patient', resource_id: PATIENT, attributes: {} };
  const record = sealRecord(new Map([['notes', Plaintext.of('x')]]), place, key, node.randomBytes(12));
  expect(openRecord(record, place, key.derived)).toBeDefined();
  const fernetKey = parseFernetKey(newFernetKey());
  const fernetToken = fernetKey && makeFernetToken(fernetKey, 'x', new Date());
  expect(fernetToken && openFernet(fernetToken, { keys: [fernetKey] }, new Date())).toBeDefined();
  expect(parseCursor(tenantKey, [], formatCursor(tenantKey, [], 'position'))).toBe('position');
};

describe('keys are KeyObjects', () => {
  afterEach(() => jest.restoreAllMocks());

  it.each(primitives)('%s never takes anything else', async (name) => {
    const spy = jest.spyOn(node, name);
    await use();
    const keys = spy.mock.calls.map((call: readonly unknown[]) => call[KEY_ARGUMENT[name]]);
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.filter((key) => !(key instanceof node.KeyObject))).toEqual([]);
  });
});

describe('each primitive has one place in what is deployed', () => {
  const sources = [...filesBelow('shared', '.ts'), ...filesBelow('functions', '.ts')];

  it.each([
    ['createCipheriv', 'shared/crypto/aead.ts'],
    // Fernet's AES-CBC is opened and never sealed.
    ['createDecipheriv', 'shared/crypto/aead.ts', 'shared/crypto/aes-cbc.ts'],
    ['createHmac', 'shared/crypto/hmac.ts'],
    ['hkdfSync', 'shared/crypto/hkdf.ts'],
  ])('%s is called in %s alone', (name, ...paths) => {
    const call = new RegExp(`\\b${name}\\b\\(`);
    expect(sources.filter((source) => call.test(read(source)))).toEqual(paths);
  });

  it.each(['webcrypto', 'subtle', 'createSign'])('%s is not used at all', (name) => {
    const imported = new RegExp(`import[^;]*\\b${name}\\b[^;]*from 'node:crypto'|\\bcrypto\\.subtle\\b`);
    expect(sources.filter((source) => imported.test(read(source)))).toEqual([]);
  });
});
