import fc from 'fast-check';
import { encodePieces, valueAad, type ValueBinding } from '../../../shared/crypto/authenticated-context';
import { ENTITY_A, ENTITY_B, OTHER_REGION, REGION } from '../../support/synthetic-parties';
import { anyText } from '../../support/any-text';

const text = anyText();
const pieces = fc.array(text, { maxLength: 6 });

describe('pre-authentication encoding (PASETO, PAE)', () => {
  it.each([
    ['nothing', [], '0000000000000000'],
    ['one empty piece', [''], '01000000000000000000000000000000'],
    ['one piece', ['test'], '0100000000000000040000000000000074657374'],
    ['a length in bytes, not characters', ['é'], '01000000000000000200000000000000c3a9'],
  ])('encodes %s as published', (_, list, hex) => {
    expect(encodePieces(list).toString('hex')).toBe(hex);
  });

  it('never encodes two lists alike', () => {
    fc.assert(
      fc.property(pieces, pieces, (a, b) => {
        expect(encodePieces(a).equals(encodePieces(b))).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });

  it('never encodes a list like the same text cut elsewhere', () => {
    fc.assert(
      fc.property(pieces, fc.nat(), fc.nat(), (list, first, second) => {
        const whole = Array.from(list.join(''));
        const cut = (at: number): readonly string[] => {
          const place = at % (whole.length + 1);
          return [whole.slice(0, place).join(''), whole.slice(place).join('')];
        };
        const [a, b] = [cut(first), cut(second)];
        expect(encodePieces(a).equals(encodePieces(b))).toBe(a[0] === b[0]);
      }),
    );
  });

  it('can be read back: the encoding holds all the pieces', () => {
    const decode = (bytes: Buffer): readonly string[] => {
      let at = 8;
      return Array.from({ length: Number(bytes.readBigUInt64LE(0)) }, () => {
        const start = at + 8;
        at = start + Number(bytes.readBigUInt64LE(at));
        return bytes.subarray(start, at).toString('utf8');
      });
    };
    fc.assert(fc.property(pieces, (list) => expect(decode(encodePieces(list))).toEqual(list)));
  });
});

describe('164.312(c)(1) integrity: what a standalone value is bound to', () => {
  const binding: ValueBinding = {
    covered_entity_id: ENTITY_A,
    region: REGION,
    category: 'diagnosis',
    context: { patient_id: 'p', field: 'notes' },
  };
  const aad = (changes: Partial<ValueBinding>): string => valueAad({ ...binding, ...changes }).toString('hex');

  it.each([
    ['covered entity', { covered_entity_id: ENTITY_B }],
    ['Region', { region: OTHER_REGION }],
    ['category', { category: 'treatment' }],
    ['category, to none', { category: undefined }],
    ['context value', { context: { patient_id: 'p', field: 'other' } }],
    ['context key', { context: { patient_id: 'p', fields: 'notes' } }],
    ['context, by a pair less', { context: { patient_id: 'p' } }],
    ['context, by a pair more', { context: { patient_id: 'p', field: 'notes', x: '' } }],
    ['context, to none', { context: {} }],
    ['context, its values swapped', { context: { patient_id: 'notes', field: 'p' } }],
    ['context, key and value swapped', { context: { p: 'patient_id', notes: 'field' } }],
    ['context, in the case of a key', { context: { Patient_id: 'p', field: 'notes' } }],
  ] as const)('is another for another %s', (_, changes) => {
    expect(aad(changes)).not.toBe(aad({}));
  });

  it.each([
    ['order of the context’s keys', { context: { field: 'notes', patient_id: 'p' } }],
    ['case of the entity’s UUID', { covered_entity_id: ENTITY_A.toUpperCase() }],
  ])('is the same for another %s', (_, changes) => {
    expect(aad(changes)).toBe(aad({}));
  });

  it('differs for any two contexts, and for them alone', () => {
    const key = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,5}$/);
    const context = fc.dictionary(key, anyText({ maxLength: 5 }), {
      maxKeys: 4,
      noNullPrototype: true,
    });
    const canonical = (pairs: Record<string, string>): string => JSON.stringify(Object.entries(pairs).sort());
    fc.assert(
      fc.property(context, context, (a, b) => {
        expect(aad({ context: a }) === aad({ context: b })).toBe(canonical(a) === canonical(b));
      }),
    );
  });
});
