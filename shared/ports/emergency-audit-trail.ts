import { isEmergencyAccess } from '../domain/emergency-audit';
import type { AuditFallback } from './audit-fallback';
import { type AuditEvents, AuditTrail, type Mutation } from './audit-trail';
import type { Changes } from './changes';
import { ContentionError, DependencyUnavailableError } from './errors';
import type { ReconciliationLedger } from './reconciliation-ledger';

/** How long the audit table may take, so that the second sink and the grant fit into the function's time behind it. */
const PRIMARY_MS = 4000;
/** How long it may take to note what is to be reconciled; the reconciler finds what was not noted. */
const NOTE_MS = 1000;

export interface EmergencyAuditSinks {
  readonly primary: AuditTrail;
  readonly fallback: AuditFallback;
  readonly changes: Changes;
  readonly ledger: Pick<ReconciliationLedger, 'note'>;
  /** Runs work whose calls are aborted when the time is over. */
  readonly withDeadline: <T>(ms: number, work: () => Promise<T>) => Promise<T>;
  /** Told that the second sink took events, or that it failed as well, for logs and alarms. */
  readonly fellBack: (outcome: 'kept' | 'failed', error: unknown) => void;
  /** Told that a note failed. */
  readonly noteFailed: (error: unknown) => void;
}

/**
 * The audit trail of emergency access, the one flow that survives the loss of the audit table: while it refuses, events
 * go to the second sink first, and the change or the release comes after (RELIABILITY, row 9). Whatever became of the
 * first attempt, the event is copied to the table under its own key later, so none is doubled. It takes events of
 * emergency access alone to the second sink, whoever asks.
 */
export class EmergencyAuditTrail extends AuditTrail {
  /** A private member makes the type nominal: no other trail passes for this one, nor this one by accident. */
  readonly #sinks: EmergencyAuditSinks;

  constructor(sinks: EmergencyAuditSinks) {
    super();
    this.#sinks = sinks;
  }

  protected override async append(events: AuditEvents): Promise<void> {
    const { primary, withDeadline } = this.#sinks;
    try {
      await withDeadline(PRIMARY_MS, () => primary.record(events));
    } catch (error) {
      await this.#keep(events, error);
    }
  }

  protected override async transact(
    mutations: readonly Mutation[],
    events: AuditEvents,
  ): Promise<'committed' | 'conflict'> {
    const { primary, changes, withDeadline } = this.#sinks;
    try {
      const outcome = await withDeadline(PRIMARY_MS, () => primary.commit(mutations, events, undefined));
      return outcome === 'conflict' ? 'conflict' : 'committed';
    } catch (error) {
      await this.#keep(events, error);
      return changes.apply(mutations);
    }
  }

  /** Takes events to the second sink. @throws the first sink's error, where they do not belong there or it fails as well */
  async #keep(events: AuditEvents, error: unknown): Promise<void> {
    const { fallback, fellBack } = this.#sinks;
    const isLost = error instanceof DependencyUnavailableError && error.dependency === 'audit';
    // A transaction that others held up was cancelled for certain: the table is there.
    if (!isLost || error instanceof ContentionError || !events.every(isEmergencyAccess)) throw error;
    try {
      await Promise.all(events.map((event) => fallback.keep(event)));
    } catch (failure) {
      fellBack('failed', failure);
      throw error;
    }
    fellBack('kept', error);
    await this.#note(events);
  }

  async #note(events: AuditEvents): Promise<void> {
    const { ledger, withDeadline, noteFailed } = this.#sinks;
    const [{ covered_entity_id: tree }] = events;
    try {
      await withDeadline(NOTE_MS, () =>
        ledger.note(
          tree,
          events.map(({ id }) => id),
        ),
      );
    } catch (error) {
      noteFailed(error);
    }
  }
}
