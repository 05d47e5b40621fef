import { type JsonSchema, resolved } from '../document/openapi-document';

/** What a string is made of at its limit: one byte, three bytes, or six bytes of JSON for each character. */
export const FILLERS = ['x', '字', '\u0001'] as const;

/** Longer strings and lists would only pass the limit of a body, which is a case of its own. */
const LONGEST_TEXT = 60_000;
const MOST_ITEMS = 100;

const FORMATS: Readonly<Record<string, string>> = {
  uuid: '00000000-0000-4000-8000-000000000000',
  date: '2024-02-29',
  'date-time': '2024-02-29T23:59:59.999Z',
  email: `${'a'.repeat(242)}@example.test`,
};

/** Texts that fit the patterns of the document, the longest first. */
const PATTERNED = ['b'.repeat(64), 'A00', 'Z99.ZZZZ', '999-12-3456', '+1 555 0100', '2024-02-29'];

const textAt = ({ format, pattern, maxLength = LONGEST_TEXT }: JsonSchema, filler: string): string => {
  if (format !== undefined) return FORMATS[format] ?? '';
  if (pattern !== undefined) return PATTERNED.find((text) => new RegExp(pattern, 'u').test(text)) ?? '';
  return filler.repeat(Math.min(maxLength, LONGEST_TEXT));
};

/** The value of a schema with every member there, and each as long, as large, and as many as it may be. */
export const largestValue = (schema: JsonSchema, filler: string): unknown => {
  const target = resolved(schema);
  const [form] = [...(target.anyOf ?? target.oneOf ?? [])].reverse();
  if (form !== undefined) return largestValue(form, filler);
  if (target.const !== undefined) return target.const;
  if (target.enum !== undefined) return target.enum[0];
  switch (target.type) {
    case 'string':
      return textAt(target, filler);
    case 'integer':
    case 'number':
      return target.maximum ?? Number.MAX_VALUE;
    case 'boolean':
      return true;
    case 'array': {
      const count = target.uniqueItems === true ? 1 : Math.min(target.maxItems ?? MOST_ITEMS, MOST_ITEMS);
      return Array.from({ length: count }, () => largestValue(target.items ?? {}, filler));
    }
    case 'object': {
      const { additionalProperties, maxProperties = 8 } = target;
      if (typeof additionalProperties === 'object') {
        const value = largestValue(additionalProperties, filler);
        return Object.fromEntries(
          Array.from({ length: maxProperties }, (_, index) => [`${'k'.repeat(63)}${index}`, value]),
        );
      }
      const members = Object.entries(target.properties ?? {}).filter(([name]) => name !== 'covered_entity_id');
      return Object.fromEntries(members.map(([name, member]) => [name, largestValue(member, filler)]));
    }
    case 'null':
    case undefined:
      return null;
  }
};
