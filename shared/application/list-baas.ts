import { type Baa, type BaaStatus, baaStatus } from '../domain/baa';
import { expiresWithin } from '../domain/baa-expiry';
import { isRefusal, type Refusal } from '../domain/result';
import type { AuditTrail } from '../ports/audit-trail';
import type { BaaRegistry } from '../ports/baa-registry';
import type { CursorKeySource } from '../ports/cursor-key-source';
import { type BaaBody, baaBody } from './baa-body';
import type { EventSources } from './call';
import { openList, type PageBody } from './list-page';

export interface ListBaasDependencies extends EventSources {
  readonly audit: AuditTrail;
  readonly baas: BaaRegistry;
  readonly cursors: CursorKeySource;
}

export interface BaaQuery {
  readonly covered_entity_id: string;
  /** Any of these; absent: all. */
  readonly statuses?: readonly BaaStatus[];
  readonly expiringWithinDays?: number;
  readonly limit: number;
  readonly cursor?: string;
}

const LIST = 'baas';

/** Bytes of a page's agreements as JSON, so that the longest ones still fit a response (5 MiB). */
const MAX_PAGE_BYTES = 4 * 1024 * 1024;

/** An agreement's place in the list: when it was put on file, and its id where two were at once. */
const positionOf = ({ created_at, id }: Pick<Baa, 'created_at' | 'id'>): string => `${created_at}#${id}`;

const newestFirst = (a: Baa, b: Baa): number => (positionOf(a) < positionOf(b) ? 1 : -1);

/** As many of the first agreements as a page takes: by number, and by bytes, but one at least. */
const firstPage = (bodies: readonly BaaBody[], limit: number): readonly BaaBody[] => {
  let bytes = 0;
  const fitting = bodies.slice(0, limit).findIndex((body, index) => {
    bytes += Buffer.byteLength(JSON.stringify(body));
    return bytes > MAX_PAGE_BYTES && index > 0;
  });
  return bodies.slice(0, fitting === -1 ? limit : fitting);
};

/**
 * Reads a page of an entity's agreements that pass all filters, newest first. All of the entity's agreements are read
 * for it, as for the gate, consistently: the list shows a change with the next request.
 * @throws DependencyUnavailableError
 */
export const readBaas = async (
  { baas, cursors, clock }: Pick<ListBaasDependencies, 'baas' | 'cursors' | 'clock'>,
  { covered_entity_id, statuses, expiringWithinDays, limit, cursor }: BaaQuery,
): Promise<PageBody<BaaBody> | Refusal<'invalid-cursor'>> => {
  const words = [...new Set(statuses)].sort().join();
  const binding = [LIST, covered_entity_id, words, `${expiringWithinDays ?? ''}`];
  const [list, agreements] = await Promise.all([
    openList(cursors, binding, cursor),
    baas.agreementsOf(covered_entity_id),
  ]);
  if (isRefusal(list)) return list;
  const { position } = list;
  const now = clock.now();
  const left = agreements
    .filter((baa) => statuses === undefined || statuses.includes(baaStatus(baa, now)))
    .filter((baa) => expiringWithinDays === undefined || expiresWithin(baa, expiringWithinDays, now))
    .filter((baa) => position === undefined || positionOf(baa) < position)
    .sort(newestFirst)
    .map((baa) => baaBody(baa, now));
  const items = firstPage(left, limit);
  const last = items.at(-1);
  return { items, ...list.next(last === undefined || items.length === left.length ? undefined : positionOf(last)) };
};
