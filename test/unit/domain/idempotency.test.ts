import * as fc from 'fast-check';
import { canonicalJson, IDEMPOTENCY_KEY } from '../../../shared/domain/idempotency';

const turned = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, turned(member)]),
  );
};

describe('canonical JSON', () => {
  it('is the same for members in another order, at every depth', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(turned(value))).toBe(canonicalJson(value));
      }),
    );
  });

  it('is JSON of the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it.each([
    ['an array in another order', [1, 2], [2, 1]],
    ['a number and its text', 1, '1'],
    ['null and nothing', { a: null }, {}],
    ['a member called __proto__', JSON.parse('{"__proto__":1}'), {}],
  ])('tells apart: %s', (_, one, other) => {
    expect(canonicalJson(one)).not.toBe(canonicalJson(other));
  });
});

describe('idempotency keys', () => {
  it.each(['a', '!', '~', 'k'.repeat(128), '8e03978e-40d5-43dd-bc93-6894a57f9324'])('%j is one', (key) => {
    expect(IDEMPOTENCY_KEY.test(key)).toBe(true);
  });

  it.each(['', ' ', 'a b', 'a\n', 'k\u00e9y', '\u007f', 'k'.repeat(129)])('%j is none', (key) => {
    expect(IDEMPOTENCY_KEY.test(key)).toBe(false);
  });
});
