import { type JsonSchema, resolved } from '../document/openapi-document';
import { isRecord, LEFT_OUT, RawJson, withMember } from './drawn';

const WRONG_DATES = [
  '2026-02-30',
  '2026-13-01',
  '2026-00-10',
  '2025-02-29',
  '1900-02-29',
  '2000-02-29',
  '0000-01-01',
  '0000-02-29',
  '0001-01-01',
  '1849-12-31',
  '1850-01-01',
  '9999-12-31',
  '10000-01-01',
  '+010000-01-01',
  '-000001-01-01',
  '2026-1-1',
  '2026-02-28T00:00:00Z',
  '20260228',
  '2026-02-28\n',
] as const;

const WRONG_INSTANTS = [
  '2026-06-30T23:59:60Z',
  '2016-12-31T23:59:60Z',
  '2026-06-30T24:00:00Z',
  '2026-02-30T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '0000-01-01T00:00:00.000Z',
  '0001-01-01T00:00:00+23:59',
  '9999-12-31T23:59:59Z',
  '9999-12-31T23:59:59.999Z',
  '9999-12-31T23:59:59-23:59',
  '9999-12-31T23:59:59.999-00:01',
  '+010000-01-01T00:00:00Z',
  '1899-12-31T23:59:59Z',
  '1900-01-01T00:00:00Z',
  '1969-12-31T23:59:59Z',
  '1970-01-01T00:00:00.000Z',
  '2026-03-04T05:06:07.12345678901234567890Z',
  '2026-03-04T05:06:07',
  '2026-03-04t05:06:07z',
  '2026-03-04 05:06:07Z',
  '2026-03-04T05:06:07+24:00',
  '2026-03-04T05:06:07-00:00',
] as const;

const NEAR_UUIDS = [
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  'FFFFFFFF-FFFF-4FFF-8FFF-FFFFFFFFFFFF',
  '00000000000040008000000000000000',
  '00000000-0000-4000-8000-000000000000\n',
  '{00000000-0000-4000-8000-000000000000}',
] as const;

/** Strings at a limit are sent up to here; the limits of a body have tests of their own. */
const LONGEST = 70_000;

const aroundLengths = ({ minLength = 0, maxLength }: JsonSchema): readonly string[] => [
  'x'.repeat(Math.max(0, minLength - 1)),
  'x'.repeat(minLength),
  ...(maxLength === undefined || maxLength > LONGEST
    ? []
    : ['x'.repeat(maxLength), 'x'.repeat(maxLength + 1), '😀'.repeat(maxLength), 'é'.repeat(maxLength)]),
];

const nearText = (text: string): readonly string[] => [
  `${text}\n`,
  ` ${text}`,
  `${text}\u0000`,
  `\ufeff${text}`,
  `${text}\ud800`,
  `\u202e${text}`,
  text.toUpperCase(),
  text.toLowerCase(),
  text.slice(1),
  text.slice(0, -1),
  text.replace(/[0-9]/g, '٣'),
  text + text,
];

const brokenStrings = (schema: JsonSchema, value: unknown): readonly unknown[] => {
  const formats: Readonly<Record<string, readonly string[]>> = {
    date: WRONG_DATES,
    'date-time': WRONG_INSTANTS,
    uuid: NEAR_UUIDS,
    email: ['a@b', 'a@b.c', '@x.test', 'a@x..test', `${'a'.repeat(64)}@${'b.'.repeat(95)}test`, 'ä@x.test', 'a@ä.test'],
  };
  const special = schema.format === undefined ? [] : (formats[schema.format] ?? []);
  return [...special, ...aroundLengths(schema), ...(typeof value === 'string' ? nearText(value) : [])];
};

const aroundNumbers = ({ minimum = 0, maximum = 0 }: JsonSchema): readonly unknown[] => [
  minimum,
  minimum - 1,
  maximum,
  maximum + 1,
  minimum + 0.5,
  String(minimum),
  `+${minimum}`,
  `0${maximum}`,
  `${maximum}.0`,
  ...['-0', '1e308', '1e400', '9007199254740993', '5e-324', '1e2', '1'.repeat(300)].map((text) => new RawJson(text)),
];

const brokenArrays = ({ maxItems, minItems = 0 }: JsonSchema, value: unknown): readonly unknown[] => {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  const first = items[0] ?? 'x';
  const many = (count: number): readonly unknown[] => Array.from({ length: count }, () => first);
  return [
    [],
    [null],
    [...items, ...items],
    [items],
    many(Math.max(0, minItems - 1)),
    ...(maxItems === undefined ? [many(101)] : [many(maxItems), many(maxItems + 1)]),
  ];
};

const brokenRecords = ({ maxProperties }: JsonSchema, value: unknown): readonly unknown[] => {
  const record = isRecord(value) ? value : {};
  const names = maxProperties ?? 40;
  return [
    ...['extra', '__proto__', 'constructor', '', 'items', 'covered_entity_id'].map((name) =>
      withMember(record, name, 'added-member'),
    ),
    Object.fromEntries(Array.from({ length: names }, (_, index) => [`k${index}`, 'v'])),
    Object.fromEntries(Array.from({ length: names + 1 }, (_, index) => [`k${index}`, 'v'])),
    Object.values(record),
  ];
};

const ofType = (schema: JsonSchema, value: unknown): readonly unknown[] => {
  if (schema.enum !== undefined || schema.const !== undefined)
    return [schema.const, ...(schema.enum ?? [])].flatMap((word) =>
      typeof word === 'string' ? [word, word.toUpperCase(), `${word} `, word.slice(1)] : [],
    );
  switch (schema.type) {
    case 'string':
      return brokenStrings(schema, value);
    case 'integer':
    case 'number':
      return aroundNumbers(schema);
    case 'array':
      return brokenArrays(schema, value);
    case 'object':
      return brokenRecords(schema, value);
    case 'boolean':
    case 'null':
    case undefined:
      return [];
  }
};

const WRONG_TYPES: readonly unknown[] = [LEFT_OUT, null, true, 0, '', [], {}, 'toString', '__proto__', LEFT_OUT];

/** Values next to what a schema allows: at and just past its limits, of another type, of another form. */
export const brokenValues = (schema: JsonSchema, value: unknown): readonly unknown[] => {
  const target = resolved(schema);
  const own = [target, ...(target.anyOf ?? target.oneOf ?? [])].flatMap((form) => ofType(resolved(form), value));
  return [...own, ...own, ...WRONG_TYPES, [value]];
};

interface Spot {
  readonly path: readonly (string | number)[];
  readonly schema: JsonSchema;
  readonly value: unknown;
}

const formFor = (schema: JsonSchema, value: unknown): JsonSchema => {
  const target = resolved(schema);
  const forms = (target.anyOf ?? target.oneOf)?.map(resolved);
  if (forms === undefined) return target;
  const fits = (form: JsonSchema): boolean =>
    isRecord(value)
      ? Object.keys(value).every((name) => form.properties?.[name] !== undefined)
      : form.type !== 'object';
  return forms.find(fits) ?? target;
};

/** Every place of a value, with the schema that holds there; absent members too. */
const spotsOf = (schema: JsonSchema, value: unknown, path: Spot['path'] = []): readonly Spot[] => {
  const form = formFor(schema, value);
  const here: Spot = { path, schema: form, value };
  if (Array.isArray(value))
    return [here, ...value.flatMap((item: unknown, index) => spotsOf(form.items ?? {}, item, [...path, index]))];
  if (!isRecord(value)) return [here];
  const { properties = {}, additionalProperties } = form;
  const others = typeof additionalProperties === 'object' ? additionalProperties : {};
  const names = new Set([...Object.keys(properties), ...Object.keys(value)]);
  return [here, ...[...names].flatMap((name) => spotsOf(properties[name] ?? others, value[name], [...path, name]))];
};

const replaced = (value: unknown, path: Spot['path'], by: unknown): unknown => {
  const [name, ...rest] = path;
  if (name === undefined) return by;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return items.flatMap((item, index) => {
      const next = index === name ? replaced(item, rest, by) : item;
      return next === LEFT_OUT ? [] : [next];
    });
  }
  const record = isRecord(value) ? value : {};
  return withMember(record, String(name), replaced(record[name], rest, by));
};

/** The value with one place of it broken; which and how, the two numbers say, of all that there are. */
export const brokenOnce = (schema: JsonSchema, value: unknown, place: number, way: number, other: unknown): unknown => {
  const spots = spotsOf(schema, value);
  const spot = spots[place % spots.length];
  if (spot === undefined) return value;
  const ways = [...brokenValues(spot.schema, spot.value), other];
  const by = ways[way % ways.length];
  const broken = replaced(value, spot.path, by);
  return broken === LEFT_OUT ? null : broken;
};
