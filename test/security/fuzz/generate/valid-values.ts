import fc from 'fast-check';
import { type JsonSchema, resolved, schemas } from '../document/openapi-document';
import { Known } from './drawn';
import { knownKindOf } from './known-kinds';
import { anyText } from '../../../support/any-text';

type Values = fc.Arbitrary<unknown>;

const DAY_MS = 86_400_000;
/** Most dates lie around today, where the product decides something by them. */
const instants = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -400, max: 400 }).map((days) => new Date(Date.now() + days * DAY_MS)) },
  { weight: 1, arbitrary: fc.date({ min: new Date('1850-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }) },
);
const days = instants.map((date) => date.toISOString().slice(0, 10));
const secondsOf = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

/** Longer strings than this are drawn as repetitions, for a random one costs more than the request. */
const LONGEST_DRAWN = 200;

const textOf = ({ minLength = 0, maxLength = LONGEST_DRAWN }: JsonSchema): fc.Arbitrary<string> => {
  const size = { minLength, maxLength: Math.min(maxLength, Math.max(minLength, LONGEST_DRAWN)) };
  const longest = Math.min(maxLength, 40_000);
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc.string({ ...size, unit: fc.constantFrom('a', 'b', 'c', 'X', 'Y', ' ', '.', '-', '9') }),
    },
    // What people type: letters with their marks, joined signs.
    { weight: 2, arbitrary: fc.string({ ...size, unit: 'grapheme' }).filter((text) => text.length <= maxLength) },
    { weight: 1, arbitrary: anyText(size).filter((text) => text.length <= maxLength) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('x', 'é', '\u202e', 'e\u0301'.normalize('NFC')).map((c) => c.repeat(longest)),
    },
  );
};

const patternOf = (pattern: string, { maxLength = 4096 }: JsonSchema): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(pattern, 'u')).filter((text) => text.length <= maxLength);

const stringOf = (schema: JsonSchema): fc.Arbitrary<string> => {
  switch (schema.format) {
    case 'date':
      return days;
    case 'date-time':
      return fc
        .tuple(
          instants,
          fc.constantFrom(secondsOf, (date: Date) => date.toISOString()),
        )
        .map(([date, write]) => write(date))
        .filter((text) => schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(text));
    case 'uuid':
      return fc.uuid();
    case 'email':
      return fc.stringMatching(/^[a-z0-9_+]{1,20}@[a-z]{1,10}\.[a-z]{2,5}$/);
    case undefined:
    default:
      return schema.pattern === undefined ? textOf(schema) : patternOf(schema.pattern, schema);
  }
};

const patientFields = Object.entries(schemas.Patient?.properties ?? {})
  .filter(([, schema]) => resolved(schema)['x-phi'] !== undefined)
  .map(([name]) => name);

/** Purposes, most of them such as open something. */
export const PURPOSE_WORDS = [
  'treatment',
  'treatment',
  'treatment',
  'operations',
  'patient_request',
  'emergency',
  'return',
];

/** What the document says in words alone, by the member's name. */
const told: Readonly<Record<string, Values>> = {
  fields: fc.subarray(patientFields, { minLength: 1 }).map((names) => names.join(',')),
  data_residency_region: fc.constantFrom('us-east-1', 'us-east-1', 'us-east-1', 'us-west-2', 'eu-central-1'),
  effective_date: fc.oneof(fc.constant('2020-01-01'), days),
  expiry_date: fc.oneof(fc.constant('2099-12-31'), days),
  purpose: fc.constantFrom(...PURPOSE_WORDS),
};

/** The units of each type of reading stand in words: `temperature: Cel, [degF]; heart_rate: /min`. */
const unitsOf = ({ description = '' }: JsonSchema): readonly (readonly [type: string, unit: string])[] =>
  [...description.matchAll(/(\w+): ([^;]+?)(?=;|\.$)/g)].flatMap(([, type = '', units = '']) =>
    units.split(', ').map((unit) => [type, unit] as const),
  );

const withFittingUnit = (records: fc.Arbitrary<object>, { data_type, unit }: NonNullable<JsonSchema['properties']>) => {
  const fitting = data_type === undefined || unit === undefined ? [] : unitsOf(unit);
  if (fitting.length === 0) return records;
  const fitted = fc
    .tuple(records, fc.constantFrom(...fitting), fc.integer({ min: 1, max: 200 }))
    .map(([record, [type, of], value]) => ({ ...record, data_type: type, unit: of, value }));
  return fc.oneof({ weight: 4, arbitrary: fitted }, { weight: 1, arbitrary: records });
};

const numberOf = ({ type, minimum, maximum }: JsonSchema): fc.Arbitrary<number> => {
  const limits = { min: minimum ?? -(2 ** 31), max: Math.min(maximum ?? 2 ** 31, 2 ** 53 - 1) };
  return type === 'integer' ? fc.integer(limits) : fc.double({ ...limits, noNaN: true, noDefaultInfinity: true });
};

const arrayOf = (schema: JsonSchema, scope: string): Values => {
  const { items = {}, minItems = 0, maxItems = 5, uniqueItems } = schema;
  const size = { minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems, 5)) };
  const item = validValues(items, scope);
  return uniqueItems === true ? fc.uniqueArray(item, size) : fc.array(item, size);
};

/** A sealed value with the context that it was sealed with; else it would hardly ever open. */
const withKnownToken = (members: object, index: number): object => ({
  ...members,
  ciphertext: new Known('sealed.ciphertext', index),
  context: new Known('sealed.context', index),
});

/** Mostly one of the latest things, at times one of long ago. */
const knownIndex = fc.oneof(
  { weight: 4, arbitrary: fc.nat({ max: 2 }) },
  { weight: 1, arbitrary: fc.nat({ max: 39 }) },
);

/** Entities by what they are to the caller, see `FuzzClient`. */
const entityIndex = fc.nat({ max: 7 });

const memberOf = (name: string, schema: JsonSchema, scope: string): Values => {
  const plain = told[name] ?? validValues(schema, scope);
  const kind = knownKindOf(name, scope);
  if (kind === undefined) return plain;
  const known = (kind === 'entity' ? entityIndex : knownIndex).map((index) => new Known(kind, index));
  return fc.oneof({ weight: 8, arbitrary: known }, { weight: 1, arbitrary: plain });
};

const recordOf = (schema: JsonSchema, scope: string): Values => {
  const {
    properties = {},
    required = [],
    propertyNames,
    additionalProperties,
    maxProperties = 8,
    examples = [],
  } = schema;
  if (typeof additionalProperties === 'object' && propertyNames !== undefined) {
    const [key, value] = [stringOf(propertyNames), validValues(additionalProperties, scope)];
    return fc.dictionary(key, value, { maxKeys: maxProperties });
  }
  const members = Object.entries(properties).map(([name, member]) => [name, memberOf(name, member, scope)] as const);
  const drawn = fc.record(Object.fromEntries(members), { requiredKeys: [...required] });
  const whole: fc.Arbitrary<object> =
    examples.length === 0
      ? drawn
      : fc.oneof(
          { weight: 2, arbitrary: drawn },
          {
            weight: 1,
            arbitrary: fc
              .tuple(
                fc.constantFrom(...(examples as readonly object[])),
                drawn,
                fc.subarray(Object.keys(properties), { maxLength: 2 }),
              )
              .map(([example, other, names]) => ({
                ...example,
                ...Object.fromEntries(Object.entries(other).filter(([name]) => names.includes(name))),
              })),
          },
        );
  if (properties.ciphertext === undefined) return withFittingUnit(whole, properties);
  return fc.oneof(
    { weight: 1, arbitrary: whole },
    { weight: 3, arbitrary: fc.tuple(whole, knownIndex).map(([other, index]) => withKnownToken(other, index)) },
  );
};

const made = new Map<string, WeakMap<JsonSchema, Values>>();

const make = (schema: JsonSchema, scope: string): Values => {
  const forms = schema.anyOf ?? schema.oneOf;
  if (forms !== undefined) return fc.oneof(...forms.map((form) => validValues(form, scope)));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'string':
      return stringOf(schema);
    case 'integer':
    case 'number':
      return numberOf(schema);
    case 'boolean':
      return fc.boolean();
    case 'array':
      return arrayOf(schema, scope);
    case 'object':
      return recordOf(schema, scope);
    case 'null':
    case undefined:
      return fc.constant(null);
  }
};

/**
 * Values that a schema of the document allows, with things of the stack's own among them.
 * @param scope the path of the operation, which tells what an `id` is the id of
 */
export const validValues = (schema: JsonSchema, scope: string): Values => {
  const ofScope = made.get(scope) ?? new WeakMap<JsonSchema, Values>();
  made.set(scope, ofScope);
  const target = resolved(schema);
  const values = ofScope.get(target) ?? make(target, scope);
  ofScope.set(target, values);
  return values;
};

/** Values of one member or parameter. */
export const validMember = memberOf;
