import fc from 'fast-check';
import * as z from 'zod';
import { fieldProblems } from '../../../../functions/_pipeline/field-problems';
import { DecryptBody, DecryptRequest, EncryptBody, EncryptRequest } from '../../../../shared/api/schemas/encryption';
import { formOf } from '../../../../shared/api/schemas/batch';
import { MAX_VALUE_BYTES } from '../../../../shared/api/schemas/fields';
import { PATIENT } from '../../../support/synthetic-parties';

const problemsOf = (schema: z.ZodType, value: unknown): unknown => {
  const parsed = formOf(schema, value).safeParse(value);
  return parsed.success ? 'none' : fieldProblems(parsed.error, value);
};

const problem = (path: string, code: string) => [{ path, code }];

describe('422 names the wrong field and why', () => {
  it.each([
    ['a field is absent', {}, problem('value', 'required')],
    ['a field is null', { value: null }, problem('value', 'wrong-type')],
    ['a field has another type', { value: 5 }, problem('value', 'wrong-type')],
    ['a value is not well-formed', { value: '\ud800' }, problem('value', 'not-well-formed')],
    ['a value is too long', { value: 'ä'.repeat(MAX_VALUE_BYTES / 2 + 1) }, problem('value', 'too-long')],
    ['a category is not in the list', { value: '', category: 'genes' }, problem('category', 'not-in-list')],
    ['a category is in another case', { value: '', category: 'Billing' }, problem('category', 'not-in-list')],
    ['an entity is no UUID', { value: '', covered_entity_id: 'x' }, problem('covered_entity_id', 'invalid-format')],
    ['the context is a list', { value: '', context: [] }, problem('context', 'wrong-type')],
    ['the context is nested', { value: '', context: { a: { b: 'c' } } }, problem('context.*', 'wrong-type')],
    ['a context value is too long', { value: '', context: { a: 'x'.repeat(257) } }, problem('context.*', 'too-long')],
    ['a context value is not well-formed', { value: '', context: { a: '\udc00' } }, problem('context.*', 'invalid')],
    ['a context key is no name', { value: '', context: { '': 'x' } }, problem('context.*', 'invalid-name')],
    ['the patient is no UUID', { value: '', context: { patient_id: 'x' } }, problem('context', 'not-a-uuid')],
    ['a field is unknown', { value: '', more: 1 }, problem('', 'unknown-field')],
    ['the body is a list', [], problem('', 'wrong-type')],
    ['the body is null', null, problem('', 'wrong-type')],
  ])('when %s', (_, body, expected) => {
    expect(problemsOf(EncryptRequest, body)).toEqual(expected);
  });

  it.each([
    ['there are no items', { items: [] }, problem('items', 'too-few')],
    ['there are too many items', { items: Array(101).fill({ value: '' }) }, problem('items', 'too-many')],
    ['the items are an object', { items: { 'Jane Roe': 1 } }, problem('items', 'wrong-type')],
    ['an item is null', { items: [{ value: '' }, null] }, problem('items.1', 'wrong-type')],
    ['a field of an item is absent', { items: [{ value: '' }, {}] }, problem('items.1.value', 'required')],
    ['a field of an item is unknown', { items: [{ value: '', 'Jane Roe': 1 }] }, problem('items.0', 'unknown-field')],
    [
      'a single form’s field stands beside the items',
      { items: [{ value: '' }], value: '' },
      problem('', 'unknown-field'),
    ],
    ['an item’s purpose is its own', { items: [{ value: '', purpose: 'legal' }] }, problem('items.0', 'unknown-field')],
    [
      'an item’s context key is no name',
      { items: [{ value: '', context: { 'Jane Roe': 'x' } }] },
      problem('items.0.context.*', 'invalid-name'),
    ],
    [
      'an item’s patient is no UUID',
      { items: [{ value: '', context: { patient_id: 'Jane' } }] },
      problem('items.0.context', 'not-a-uuid'),
    ],
    [
      'a reference is too long',
      { items: [{ value: '', reference: 'x'.repeat(129) }] },
      problem('items.0.reference', 'too-long'),
    ],
    [
      'a reference is not well-formed',
      { items: [{ value: '', reference: '\ud800' }] },
      problem('items.0.reference', 'not-well-formed'),
    ],
  ])('in a batch, when %s', (_, body, expected) => {
    expect(problemsOf(EncryptBody, body)).toEqual(expected);
  });

  it('when the context has more than eight pairs', () => {
    const pairs = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 'v']));
    expect(problemsOf(EncryptRequest, { value: '', context: pairs(8) })).toBe('none');
    expect(problemsOf(EncryptRequest, { value: '', context: pairs(9) })).toEqual(problem('context', 'too-many'));
  });

  it('and passes what is in order', () => {
    expect(problemsOf(DecryptRequest, { ciphertext: '', context: { patient_id: PATIENT }, purpose: 'legal' })).toBe(
      'none',
    );
  });

  it.each([
    ['a short list', z.object({ a: z.array(z.string()).min(1) }), { a: [] }, problem('a', 'too-few')],
    ['a long list', z.object({ a: z.array(z.string()).max(1) }), { a: ['', ''] }, problem('a', 'too-many')],
    ['a short text', z.object({ a: z.string().min(1) }), { a: '' }, problem('a', 'too-short')],
    ['a number out of range', z.object({ a: z.number().max(1) }), { a: 2 }, problem('a', 'out-of-range')],
    ['a place in a list', z.object({ a: z.array(z.string()) }), { a: ['', 1] }, problem('a.1', 'wrong-type')],
    ['an absent choice', z.object({ a: z.enum(['x']) }), {}, problem('a', 'required')],
    ['an inherited name', z.object({ constructor: z.string() }), {}, problem('constructor', 'required')],
  ])('has a code for %s', (_, schema, value, expected) => {
    expect(problemsOf(schema, value)).toEqual(expected);
  });

  it('lists twenty fields at most', () => {
    const wide = z.strictObject(Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, z.string()])));
    expect(problemsOf(wide, {})).toHaveLength(20);
  });

  it('lists the same path and code once', () => {
    const context = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, i]));
    expect(problemsOf(EncryptRequest, { value: '', context })).toEqual([{ path: 'context.*', code: 'wrong-type' }]);
  });
});

describe('guarantee 5: a problem repeats no submitted value and no submitted name', () => {
  const PATHS = ['', 'value', 'ciphertext', 'context', 'context.*', 'category', 'purpose', 'covered_entity_id'];
  const NAMES = ['value', 'ciphertext', 'category', 'reference', 'context', 'context.*'];
  const ITEM_PATHS = [...Array(100).keys()].flatMap((i) => [
    `items.${i}`,
    ...NAMES.map((name) => `items.${i}.${name}`),
  ]);
  const known = new Set([...PATHS, 'items', ...ITEM_PATHS]);
  const anyContext = fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue());
  const anyItem = fc.record(
    { value: fc.jsonValue(), ciphertext: fc.jsonValue(), reference: fc.jsonValue(), context: anyContext },
    { requiredKeys: [] },
  );
  const anyBody = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        value: fc.jsonValue(),
        ciphertext: fc.jsonValue(),
        category: fc.jsonValue(),
        purpose: fc.string(),
        covered_entity_id: fc.string(),
        context: anyContext,
        items: fc.oneof(fc.array(anyItem, { maxLength: 3 }), fc.jsonValue()),
        'Maria Invented': fc.constant('900-12-3456'),
      },
      { requiredKeys: [] },
    ),
  );

  it.each([
    ['encrypt', EncryptBody],
    ['decrypt', DecryptBody],
  ])('whatever is sent to %s', (_, schema) => {
    fc.assert(
      fc.property(anyBody, (body) => {
        const problems = problemsOf(schema, body);
        if (!Array.isArray(problems)) return;
        for (const { path, code } of problems as { readonly path: string; readonly code: string }[]) {
          expect(known.has(path)).toBe(true);
          expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('has no other members than path and code', () => {
    expect(problemsOf(EncryptRequest, { value: 5, 'Maria Invented': 1, context: { 'Maria Invented': 5 } })).toEqual([
      { path: 'value', code: 'wrong-type' },
      { path: 'context.*', code: 'invalid-name' },
      { path: '', code: 'unknown-field' },
    ]);
  });
});
