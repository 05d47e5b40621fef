import type { OperationId } from '../../../shared/api/routes/routes';
import { baaTerms } from '../../support/stored-baa';
import type { LeafPath } from './schema-leaves';

type Body = Readonly<Record<string, unknown>>;

/** What routes take beyond their examples, so that every member can be reached. */
export const richerBodies: Readonly<Partial<Record<OperationId, Body>>> = {
  createBaa: {
    ...baaTerms(),
    clauses: Object.fromEntries(Array.from('ABCDEFGHIJ', (letter) => [letter, true])),
    subcontractors: [{ name: 'Synthetic Labs', services: 'Assays', baa_on_file: true }],
  },
  createManualEvent: {
    action: 'READ',
    resource_type: 'document',
    patient_id: '6f1c2f0e-7d8a-4d53-9c35-5a7d1a9b0c11',
    purpose: 'legal',
    occurred_at: '2026-01-02T03:04:05Z',
    disclosure: {
      recipient: { name: 'County Court', address: '1 Court Road' },
      description: 'A record.',
      purpose_statement: 'An order of the court.',
      basis: '164.512(e)',
    },
  },
  requestEmergencyAccess: { reason: 'disaster', justification: 'Example.' },
};

const isObject = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const put = (at: unknown, [name, ...rest]: LeafPath, value: unknown): unknown => {
  if (name === undefined) return value;
  if (name === '0') {
    const [first, ...others] = Array.isArray(at) ? (at as readonly unknown[]) : [];
    return [put(first, rest, value), ...others];
  }
  const object = isObject(at) ? at : {};
  const key = name === '*' ? 'note' : name;
  return { ...object, [key]: put(object[key], rest, value) };
};

/** Members that stay beside the items of a batch. */
const OF_THE_BATCH = new Set(['purpose', 'covered_entity_id']);

/** The body of one as a batch of one. */
const asBatch = (body: Body): Body => {
  const entries = Object.entries(body);
  return {
    ...Object.fromEntries(entries.filter(([name]) => OF_THE_BATCH.has(name))),
    items: [Object.fromEntries(entries.filter(([name]) => !OF_THE_BATCH.has(name)))],
  };
};

/** A body with a value put at a leaf. */
export const withLeaf = (body: unknown, path: LeafPath, value: unknown): unknown => {
  const base = isObject(body) ? body : {};
  return put(path[0] === 'items' && base.items === undefined ? asBatch(base) : base, path, value);
};

/** The bodies in which a member that no schema knows stands: on top, and in each object below. */
export const objectPaths = (body: unknown, path: LeafPath = []): readonly LeafPath[] => {
  if (Array.isArray(body)) return body.length === 0 ? [] : objectPaths((body as readonly unknown[])[0], [...path, '0']);
  if (!isObject(body)) return [];
  return [path, ...Object.entries(body).flatMap(([name, value]) => objectPaths(value, [...path, name]))];
};
