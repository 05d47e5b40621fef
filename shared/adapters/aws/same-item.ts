import { isDeepStrictEqual } from 'node:util';
import type { Item } from './audit-item';

/** Binaries in one form: the SDK hands over a `Buffer` where it was given a `Uint8Array`. */
const plain = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
};

/** Whether two items are the same, attribute by attribute. */
export const sameItem = (one: Item, other: Item): boolean => isDeepStrictEqual(plain(one), plain(other));
