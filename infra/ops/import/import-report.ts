import { closeSync, openSync, writeSync } from 'node:fs';
import type { NotMapped } from './mapped';
import type { InputRecord } from './read-records';

const OUTCOMES = ['imported', 'already-there', 'skipped', 'refused'] as const;

export type Outcome = (typeof OUTCOMES)[number];

type RecordType = InputRecord['type'];

const TITLES: Readonly<Record<RecordType, string>> = {
  Patient: 'patients',
  Observation: 'vital signs',
  other: 'others',
};

/** What became of the records: counts, and a JSON line for each that was not imported. Without PHI: no value, no id. */
export class ImportReport {
  readonly #counts = new Map<string, number>();
  readonly #reasons = new Map<string, number>();
  readonly #descriptor: number | undefined;

  /** @param path Where the lines go, readable by the owner alone; absent: nowhere */
  constructor(path?: string) {
    this.#descriptor = path === undefined ? undefined : openSync(path, 'w', 0o600);
  }

  count(type: RecordType, outcome: Outcome): number {
    return this.#counts.get(`${type} ${outcome}`) ?? 0;
  }

  get refused(): number {
    return this.count('Patient', 'refused') + this.count('Observation', 'refused') + this.count('other', 'refused');
  }

  add({ type }: InputRecord, outcome: 'imported' | 'already-there'): void {
    this.#increment(type, outcome);
  }

  /** A record that was not imported, and why. */
  set({ file, line, type }: InputRecord, { kind, code, path }: NotMapped): void {
    this.#increment(type, kind);
    const reason = `${kind}  ${type}  ${code}${path === undefined || path === '' ? '' : `  ${path}`}`;
    this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
    if (this.#descriptor === undefined) return;
    const entry = { file, line, resource_type: type, outcome: kind, code, ...(path === undefined ? {} : { path }) };
    writeSync(this.#descriptor, `${JSON.stringify(entry)}\n`);
  }

  summary(): string {
    const types = (['Patient', 'Observation', 'other'] as const).map((type) => {
      const counts = OUTCOMES.map((outcome) => `${this.count(type, outcome)} ${outcome}`);
      return `${TITLES[type].padEnd(12)}${counts.join(', ')}`;
    });
    const reasons = [...this.#reasons].sort().map(([reason, count]) => `  ${String(count).padStart(6)}  ${reason}`);
    return [...types, ...reasons, ''].join('\n');
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
  }

  #increment(type: RecordType, outcome: Outcome): void {
    const key = `${type} ${outcome}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }
}
