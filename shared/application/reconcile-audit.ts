import { decodeTime } from 'ulidx';
import type { AuditEvent } from '../domain/audit-event';
import { isEmergencyAccess } from '../domain/emergency-audit';
import { isUlid } from '../domain/ulid';
import type { AuditCopies } from '../ports/audit-copies';
import type { KeptAuditEvents } from '../ports/audit-fallback';
import { DependencyUnavailableError } from '../ports/errors';
import type { ReconciliationLedger } from '../ports/reconciliation-ledger';
import { sequenceEntries, type SequencerDependencies } from './sequence-audit-events';

export interface ReconcileDependencies extends SequencerDependencies {
  readonly kept: KeptAuditEvents;
  readonly copies: AuditCopies;
  readonly ledger: ReconciliationLedger;
}

/** Events of a tree that one run takes up. */
const MAX_EVENTS = 1000;
/** Names that may be pending before the run goes no further in a tree: an item of DynamoDB has an end. */
const MAX_PENDING = 1000;
/** Left of the run's time for writing down what became of a tree. */
const END_MS = 15_000;
/** What is younger is listed again: an object may come this much later than its id, and clocks differ. */
const SETTLED_MS = 15 * 60_000;

/** What a run did. */
export interface Reconciled {
  /** Events that the audit table did not have. */
  readonly copied: number;
  /** Names, as `<tree>/<name>`, whose object is no event that is kept there, or whose event the table has otherwise. */
  readonly unreadable: readonly string[];
  /** Events that the audit log does not show yet, of all trees that could be read. */
  readonly pending: number;
  /** Whether nothing was left to the next run but what is unreadable. */
  readonly finished: boolean;
  /** Why something was left. */
  readonly errors: readonly unknown[];
}

/** The newest name among those that are old enough, so that no event can come before it any more. */
const settledTo = (names: readonly string[], now: Date): string | undefined =>
  names.filter((name) => isUlid(name) && decodeTime(name) <= now.getTime() - SETTLED_MS).at(-1);

/** Whether the service keeps such an event there: emergency access of its own, named at the time that it states. */
const belongsThere = (event: AuditEvent): boolean =>
  isEmergencyAccess(event) && event.source === 'system' && decodeTime(event.id) === Date.parse(event.recorded_at);

/** One run over all trees. An outage ends the copying; what is known is written down for every tree all the same. */
class Reconciliations {
  #copied = 0;
  #pending = 0;
  #left = false;
  #isDown = false;
  readonly #unreadable: string[] = [];
  readonly #errors: unknown[] = [];

  constructor(
    private readonly deps: ReconcileDependencies,
    private readonly remainingMs: () => number,
  ) {}

  async run(): Promise<Reconciled> {
    for (const tree of await this.deps.kept.trees()) {
      try {
        await this.#tree(tree);
      } catch (error) {
        this.#failed(error);
      }
    }
    return {
      copied: this.#copied,
      pending: this.#pending,
      unreadable: this.#unreadable,
      finished: !this.#left,
      errors: this.#errors,
    };
  }

  #failed(error: unknown): void {
    this.#left = true;
    this.#errors.push(error);
    if (error instanceof DependencyUnavailableError) this.#isDown = true;
  }

  async #tree(tree: string): Promise<void> {
    const { kept, ledger, clock } = this.deps;
    const { settled_to: before, pending } = await ledger.load(tree);
    const listed = await kept.names(tree, before, MAX_EVENTS);
    if (listed.length >= MAX_EVENTS) this.#left = true;
    const names = [...new Set([...pending, ...listed])].sort();
    const done = new Set<string>();
    for (const name of names) {
      if (await this.#event(tree, name)) done.add(name);
    }
    const open = names.filter((name) => !done.has(name));
    this.#pending += open.length;
    const settled_to = open.length > MAX_PENDING ? undefined : settledTo(listed, clock.now());
    const step = {
      done: pending.filter((name) => done.has(name)),
      pending: open.filter((name) => !pending.includes(name)),
      ...(settled_to === undefined ? {} : { settled_to }),
    };
    if (step.done.length + step.pending.length > 0 || settled_to !== undefined) await ledger.settle(tree, step);
  }

  /** @returns whether the audit table has the event, and the event its place. */
  async #event(tree: string, name: string): Promise<boolean> {
    if (this.#isDown || this.remainingMs() < END_MS) {
      this.#left = true;
      return false;
    }
    const { kept, copies } = this.deps;
    try {
      const event = await kept.read(tree, name);
      const copy = event && belongsThere(event) ? await copies.copy(event) : undefined;
      if (copy === undefined || copy.outcome === 'different') {
        this.#unreadable.push(`${tree}/${name}`);
        return false;
      }
      // By itself the catch-up would look no further back than an hour, should the stream lose the copy.
      await sequenceEntries(this.deps, tree, [copy.entry]);
      if (copy.outcome === 'copied') this.#copied += 1;
      return true;
    } catch (error) {
      this.#failed(error);
      return false;
    }
  }
}

/**
 * Copies what the second audit sink kept into the audit table, each event under its own key, with its own
 * `recorded_at`, and gives it its place in the sequence (RELIABILITY, row 9). Idempotent: a run that dies, or runs beside
 * another one, leaves nothing doubled and nothing out. What is no event is reported, stays pending, and holds up nothing.
 * @throws DependencyUnavailableError when the sink cannot be listed
 */
export const reconcileAudit = (deps: ReconcileDependencies, remainingMs: () => number): Promise<Reconciled> =>
  new Reconciliations(deps, remainingMs).run();
