import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import type { RecordBinding } from '../../../shared/crypto/authenticated-context';
import { deriveKey } from '../../../shared/crypto/derived-key';
import {
  HEADER_BYTES,
  openRecord,
  parseHeader,
  type SealedRecord,
  sealRecord,
} from '../../../shared/crypto/record-envelope';
import { Plaintext, revealPlaintext } from '../../../shared/domain/plaintext';
import { ENTITY_A, ENTITY_B, KEY_ID, OTHER_REGION, PATIENT, REGION, USER } from '../../support/synthetic-parties';
import { anyText } from '../../support/any-text';

const tenantKey = createSecretKey(Buffer.alloc(32, 7));
const derived = deriveKey(tenantKey, Buffer.alloc(16, 9));
const BINDING: RecordBinding = {
  covered_entity_id: ENTITY_A,
  region: REGION,
  resource_type: 'patient',
  resource_id: PATIENT,
  attributes: { status: 'active', version: '3' },
};
const TEXTS = { first_name: 'Synthia', last_name: 'Invented', notes: '' };

type Texts = Readonly<Record<string, string>>;

const seal = (texts: Texts = TEXTS, binding = BINDING): SealedRecord => {
  const fields = new Map(Object.entries(texts).map(([name, text]) => [name, Plaintext.of(text)]));
  return sealRecord(fields, binding, { keyId: KEY_ID, derived }, randomBytes(12 * fields.size));
};

/** As a use case does: the header names the key, the keyring knows one, and derives by the salt. */
const open = (record: SealedRecord, binding = BINDING, names?: readonly string[]): Texts | undefined => {
  const header = parseHeader(record.header);
  if (header?.keyId !== KEY_ID) return undefined;
  const opened = openRecord(record, binding, deriveKey(tenantKey, header.salt), names);
  return opened && Object.fromEntries([...opened].map(([name, box]) => [name, revealPlaintext(box)]));
};

const withField = (record: SealedRecord, name: string, field: Uint8Array): SealedRecord => ({
  ...record,
  fields: new Map([...record.fields, [name, field]]),
});
const fieldOf = (record: SealedRecord, name: string): Uint8Array => record.fields.get(name) ?? new Uint8Array();
const flipped = (bytes: Uint8Array, bit: number): Uint8Array =>
  bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));

const text = anyText({ maxLength: 100 });
const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,12}$/);
const pairs = (value: fc.Arbitrary<string>, minKeys = 0) =>
  fc.dictionary(name, value, { minKeys, maxKeys: 8, noNullPrototype: true });
const bindings = fc.record({
  covered_entity_id: fc.uuid(),
  region: fc.constantFrom(REGION, OTHER_REGION),
  resource_type: name,
  resource_id: anyText({ maxLength: 20 }),
  attributes: pairs(anyText({ maxLength: 20 })),
});
const canonical = ({ attributes, ...rest }: RecordBinding): string =>
  JSON.stringify([Object.entries(rest).sort(), Object.entries(attributes).sort()]);

describe('164.312(a)(2)(iv) encryption: a sealed record opens to itself', () => {
  it('for every well-formed text, in every record', () => {
    fc.assert(
      fc.property(pairs(text), bindings, (texts, binding) => {
        expect(open(seal(texts, binding), binding)).toEqual(texts);
      }),
      { numRuns: 300 },
    );
  });

  it('for any chosen fields', () => {
    fc.assert(
      fc.property(pairs(text, 1), fc.infiniteStream(fc.boolean()), (texts, coins) => {
        const chosen = Object.keys(texts).filter(() => coins.next().value);
        const expected = Object.fromEntries(chosen.map((each) => [each, texts[each]]));
        expect(open(seal(texts), BINDING, chosen)).toEqual(expected);
      }),
    );
  });

  it('whatever the order of its attributes, and the case of the entity’s UUID', () => {
    const binding = { ...BINDING, attributes: { version: '3', status: 'active' } };
    expect(open(seal(), { ...binding, covered_entity_id: ENTITY_A.toUpperCase() })).toEqual(TEXTS);
  });

  it('with names that mean something to JavaScript', () => {
    const fields = new Map(['__proto__', 'constructor'].map((each) => [each, Plaintext.of(each)]));
    const record = sealRecord(fields, BINDING, { keyId: KEY_ID, derived }, randomBytes(24));
    const opened = openRecord(record, BINDING, derived);
    expect([...(opened ?? [])].map(([each, box]) => [each, revealPlaintext(box)])).toEqual([
      ['__proto__', '__proto__'],
      ['constructor', 'constructor'],
    ]);
  });

  it('as boxes that show nothing', () => {
    expect(JSON.stringify([...(openRecord(seal(), BINDING, derived)?.values() ?? [])])).toBe(
      '["[PHI]","[PHI]","[PHI]"]',
    );
  });
});

describe('the size of a record', () => {
  it('is 65 bytes of header, once, and 28 for each field', () => {
    fc.assert(
      fc.property(pairs(text), (texts) => {
        const record = seal(texts);
        expect([record.header.length, HEADER_BYTES]).toEqual([65, 65]);
        for (const [field, value] of Object.entries(texts)) {
          expect(fieldOf(record, field)).toHaveLength(28 + Buffer.byteLength(value));
        }
      }),
    );
  });
});

describe('164.312(c)(1) integrity: a field does not open elsewhere', () => {
  it.each([
    ['covered entity', { covered_entity_id: ENTITY_B }],
    ['Region', { region: OTHER_REGION }],
    ['type of resource', { resource_type: 'biometric' }],
    ['record', { resource_id: USER }],
    ['value of an attribute', { attributes: { status: 'deceased', version: '3' } }],
    ['version', { attributes: { status: 'active', version: '2' } }],
    ['name of an attribute', { attributes: { state: 'active', version: '3' } }],
    ['number of attributes: one less', { attributes: { status: 'active' } }],
    ['number of attributes: an empty one more', { attributes: { ...BINDING.attributes, x: '' } }],
    ['list of attributes: none', { attributes: {} }],
    ['order: attributes with their values swapped', { attributes: { status: '3', version: 'active' } }],
  ])('another %s', (_, changes) => {
    expect(open(seal(), { ...BINDING, ...changes })).toBeUndefined();
  });

  it('any other record', () => {
    fc.assert(
      fc.property(bindings, bindings, (a, b) => {
        expect(open(seal(TEXTS, a), b) !== undefined).toBe(canonical(a) === canonical(b));
      }),
    );
  });

  it('under another name, whatever the names', () => {
    fc.assert(
      fc.property(name, name, text, (a, b, value) => {
        const record = seal({ [a]: value });
        const moved = { ...record, fields: new Map([[b, fieldOf(record, a)]]) };
        expect(open(moved)).toEqual(a === b ? { [a]: value } : undefined);
      }),
    );
  });

  it('an attribute is never read as the name of a field', () => {
    const record = seal({ x: 'value' }, { ...BINDING, attributes: { a: 'b' } });
    const moved = { ...record, fields: new Map([['b', fieldOf(record, 'x')]]) };
    expect(open(moved, { ...BINDING, attributes: { a: 'x' } })).toBeUndefined();
  });

  it('in a record of another salt, though its key is the same', () => {
    const other = deriveKey(tenantKey, Buffer.alloc(16, 8));
    const fields = new Map([['notes', Plaintext.of('x')]]);
    const { header } = sealRecord(fields, BINDING, { keyId: KEY_ID, derived: other }, randomBytes(12));
    expect(open({ ...seal(), header })).toBeUndefined();
  });

  it('any changed bit of header or field never opens', () => {
    const record = seal();
    for (let bit = 0; bit < record.header.length * 8; bit += 1) {
      expect(open({ ...record, header: flipped(record.header, bit) })).toBeUndefined();
    }
    const field = fieldOf(record, 'first_name');
    for (let bit = 0; bit < field.length * 8; bit += 1) {
      expect(open(withField(record, 'first_name', flipped(field, bit)))).toBeUndefined();
    }
  });

  it('a field cut short, or with a byte more', () => {
    const field = fieldOf(seal(), 'first_name');
    for (let length = 0; length < field.length; length += 1) {
      expect(open(withField(seal(), 'first_name', field.subarray(0, length)))).toBeUndefined();
    }
    expect(open(withField(seal(), 'first_name', Buffer.concat([field, Buffer.alloc(1)])))).toBeUndefined();
  });

  it.each([0, 64, 66])('with a header of %i bytes', (length) => {
    const header = Buffer.concat([seal().header, Buffer.alloc(1)]).subarray(0, length);
    expect(parseHeader(header)).toBeUndefined();
    expect(openRecord({ ...seal(), header }, BINDING, derived)).toBeUndefined();
  });
});

describe('all that was asked for, or nothing', () => {
  const damaged = withField(seal(), 'last_name', flipped(fieldOf(seal(), 'last_name'), 0));

  it('one damaged field opens no other', () => {
    expect(open(damaged)).toBeUndefined();
    expect(open(damaged, BINDING, ['first_name', 'last_name'])).toBeUndefined();
  });

  it('and is no obstacle where nobody asks for it', () => {
    const record = seal();
    const other = withField(record, 'last_name', flipped(fieldOf(record, 'last_name'), 0));
    expect(open(other, BINDING, ['first_name', 'notes'])).toEqual({ first_name: 'Synthia', notes: '' });
  });

  it('a field that is not there opens no other', () => {
    expect(open(seal(), BINDING, ['first_name', 'ssn'])).toBeUndefined();
  });
});

describe('randomness is given, and never reused within a record', () => {
  it.each([0, 12, 35, 37, 48])('refuses %i bytes for three fields', (size) => {
    const fields = new Map(Object.entries(TEXTS).map(([each, value]) => [each, Plaintext.of(value)]));
    const sealing = (): unknown => sealRecord(fields, BINDING, { keyId: KEY_ID, derived }, new Uint8Array(size));
    expect(sealing).toThrow('Each field needs a nonce of 12 bytes.');
  });

  it('gives each field its own twelve bytes', () => {
    const fields = new Map(Object.entries(TEXTS).map(([each, value]) => [each, Plaintext.of(value)]));
    const nonces = randomBytes(36);
    const record = sealRecord(fields, BINDING, { keyId: KEY_ID, derived }, nonces);
    const used = [...record.fields.values()].map((field) => field.subarray(0, 12));
    expect(Buffer.concat(used).equals(nonces)).toBe(true);
  });
});
