import { callName } from './route-profile';
import type { FaultCase } from './fault-case';
import { nameOf } from './fault-kinds';
import type { Played } from './play-case';

/** Kinds that stand in one column. */
const COLUMNS: readonly (readonly [string, RegExp])[] = [
  ['throttled', /Throttl|Throughput|RequestLimit|SlowDown/],
  ['5xx', /Internal|Unavailable|Timeout/],
  ['conflict', /Conflict/],
  ['refused', /Denied|NotFound|NoSuch|Disabled|InvalidState|DecryptionFailure/],
  ['defect', /Validation|ItemCollection/],
  ['reset', /^reset$/],
  ['lost', /lost_reply/],
  ['half', /half_reply/],
  ['cut', /cut_reply/],
  ['html', /not_json/],
  ['partial', /unprocessed/],
  ['hang', /hang/],
];

const columnOf = (name: string): string => COLUMNS.find(([, kinds]) => kinds.test(name))?.[0] ?? name;

/** Route × outcomes per kind: how often each status came. */
export class OutcomeTable {
  readonly #rows = new Map<string, Map<string, Map<number, number>>>();
  readonly violations: string[] = [];
  readonly missed: string[] = [];
  played = 0;

  add(each: FaultCase, { status, hits, violations }: Played, name: string): void {
    this.played += 1;
    if (hits === 0) this.missed.push(`${each.profile.id} ${callName(each.call)}`);
    this.violations.push(...violations.map((violation) => `${name}: ${violation}`));
    const row = this.#rows.get(each.profile.id) ?? new Map<string, Map<number, number>>();
    this.#rows.set(each.profile.id, row);
    const column = hits === 0 ? 'not met' : columnOf(nameOf(each.kind));
    const statuses = row.get(column) ?? new Map<number, number>();
    row.set(column, statuses.set(status, (statuses.get(status) ?? 0) + 1));
  }

  rows(): readonly Readonly<Record<string, string>>[] {
    const cell = (statuses: ReadonlyMap<number, number> | undefined): string =>
      [...(statuses ?? [])].map(([status, count]) => `${status}×${count}`).join(' ');
    return [...this.#rows].map(([route, row]) => ({
      route,
      ...Object.fromEntries(COLUMNS.map(([column]) => [column, cell(row.get(column))])),
      'not met': cell(row.get('not met')),
    }));
  }
}
