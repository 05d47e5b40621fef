/** Kinds that stand in one column. */
const COLUMNS: readonly (readonly [string, RegExp])[] = [
  ['throttled', /Throttl|Throughput|RequestLimit|SlowDown/],
  ['5xx', /Internal|Unavailable|Timeout/],
  ['conflict', /Conflict|InProgress/],
  ['refused', /Denied|NotFound|NoSuch|Disabled|InvalidState|DecryptionFailure/],
  ['defect', /Validation|ItemCollection|ParameterMismatch/],
  ['reset', /^reset$/],
  ['lost', /lost_reply/],
  ['half', /half_reply/],
  ['cut', /cut_reply/],
  ['html', /not_json/],
  ['partial', /unprocessed/],
  ['hang', /hang/],
];

const NOT_MET = 'not met';

const columnOf = (kind: string): string => COLUMNS.find(([, kinds]) => kinds.test(kind))?.[0] ?? kind;

/** Row × outcomes per kind of fault: how often each came. */
export class OutcomeTable {
  readonly #rows = new Map<string, Map<string, Map<string, number>>>();

  /** @param kind undefined where the call was not made this time */
  add(name: string, kind: string | undefined, outcome: string | number): void {
    const row = this.#rows.get(name) ?? new Map<string, Map<string, number>>();
    this.#rows.set(name, row);
    const column = kind === undefined ? NOT_MET : columnOf(kind);
    const outcomes = row.get(column) ?? new Map<string, number>();
    row.set(column, outcomes.set(String(outcome), (outcomes.get(String(outcome)) ?? 0) + 1));
  }

  rows(): readonly Readonly<Record<string, string>>[] {
    const cell = (outcomes: ReadonlyMap<string, number> | undefined): string =>
      [...(outcomes ?? [])].map(([outcome, count]) => `${outcome}×${count}`).join(' ');
    return [...this.#rows].map(([name, row]) => ({
      '': name,
      ...Object.fromEntries(COLUMNS.map(([column]) => [column, cell(row.get(column))])),
      [NOT_MET]: cell(row.get(NOT_MET)),
    }));
  }
}
