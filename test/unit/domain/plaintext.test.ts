import { format, inspect } from 'node:util';
import { serialize } from 'node:v8';
import fc from 'fast-check';
import { Plaintext, revealPlaintext } from '../../../shared/domain/plaintext';

const CANARY = 'Maria Invented 900-12-3456';
const boxes: readonly (readonly [string, object])[] = [
  ['a text', Plaintext.of(CANARY)],
  ['an object', Plaintext.of({ value: CANARY })],
  ['a list', Plaintext.of([CANARY])],
  ['a mapped value', Plaintext.of('x').map(() => ({ value: CANARY }))],
  ['several boxes in one', Plaintext.all([Plaintext.of(CANARY), Plaintext.of('x')])],
  ['a box within a box', Plaintext.of(Plaintext.of(CANARY))],
];

const writtenTo = (box: object): string => {
  const error = new Error(String(box), { cause: box });
  return [error.message, inspect(error), String(error.cause)].join();
};

const ways: readonly (readonly [string, (box: object) => string])[] = [
  ['JSON', (box) => JSON.stringify({ box, list: [box] })],
  ['JSON, bare', (box) => JSON.stringify(box)],
  ['String()', (box) => String(box)],
  ['a template', (box) => `<${String(box)}>`],
  ['concatenation', (box) => 'x'.concat(box as unknown as string)],
  ['toLocaleString', (box) => box.toLocaleString()],
  ['util.inspect', (box) => inspect({ box }, { depth: Infinity, showHidden: true, getters: true })],
  ['util.inspect without custom inspection', (box) => inspect(box, { customInspect: false, showHidden: true })],
  ['util.inspect through a proxy', (box) => inspect(new Proxy(box, {}), { showProxy: true })],
  ...['%s', '%o', '%O', '%j', '%d', '%i', '%c', '%%'].map(
    (directive) => [`console formatting with ${directive}`, (box: object) => format(directive, box)] as const,
  ),
  ['a spread', (box) => JSON.stringify({ ...box })],
  ['Object.assign', (box) => inspect(Object.assign({}, box))],
  ['a structured clone', (box) => inspect(structuredClone(box))],
  ['a serialisation', (box) => serialize(box).toString('latin1')],
  ['its keys', (box) => [...Object.keys(box), ...Reflect.ownKeys(box).map(String)].join()],
  ['its entries', (box) => JSON.stringify(Object.entries(box))],
  ['its property descriptors', (box) => inspect(Object.getOwnPropertyDescriptors(box))],
  ['an error’s message, cause, and inspection', writtenTo],
];

describe('164.312(a)(1) PHI never leaks sideways: the box around PHI in the clear', () => {
  it.each(ways)('shows nothing in %s', (_, show) => {
    for (const [, box] of boxes) expect(show(box)).not.toMatch(/Maria|Invented|900|3456/);
  });

  it.each([
    ['JSON', (box: object) => JSON.stringify({ box }), '{"box":"[PHI]"}'],
    ['a template', (box: object) => `<${String(box)}>`, '<[PHI]>'],
    ['util.inspect', (box: object) => inspect([box]), '[ [PHI] ]'],
  ])('says what it is in %s', (_, show, expected) => {
    expect(show(Plaintext.of(CANARY))).toBe(expected);
  });

  it('shows nothing in the message of a failed member access', () => {
    const box = Plaintext.of(CANARY) as unknown as { readonly nothing: { readonly there: unknown } };
    expect(() => box.nothing.there).toThrow(/^Cannot read properties of undefined \(reading 'there'\)$/);
  });

  it('shows nothing of any value', () => {
    const value = fc.string({ minLength: 6, maxLength: 40 }).filter((text) => !'{"box":"[PHI]"}'.includes(text));
    fc.assert(
      fc.property(value, (text) => {
        const box = Plaintext.of(text);
        return !`${JSON.stringify({ box })}${String(box)}${inspect(box)}`.includes(text);
      }),
    );
  });
});

describe('the box is opened by those who may', () => {
  it('gives back what was put in, and what it was reshaped into', () => {
    expect(revealPlaintext(Plaintext.of(CANARY))).toBe(CANARY);
    expect(revealPlaintext(Plaintext.of(CANARY).map((value) => ({ value })))).toEqual({ value: CANARY });
  });

  it('refuses to open what is no box', () => {
    expect(() => revealPlaintext({ value: CANARY } as unknown as Plaintext<string>)).toThrow(TypeError);
    expect(() => revealPlaintext(Object.create(Plaintext.prototype) as Plaintext<string>)).toThrow(TypeError);
  });
});
