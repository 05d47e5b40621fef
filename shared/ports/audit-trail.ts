import { type AuditEvent, AuditEventSchema } from '../domain/audit-event';
import { Plaintext, revealPlaintext } from '../domain/plaintext';
import type { Readiness, ReadinessBody } from '../domain/readiness';
import { DefectError } from './errors';

/** One event, or one per patient where a call touches several. */
export type AuditEvents = readonly [AuditEvent, ...AuditEvent[]];

/** A change that a store prepared. It happens together with its audit events or not at all (`AuditTrail.commit`). */
export interface Mutation {
  readonly kind: 'mutation';
}

class AuditedValue<T> {
  /** A private member makes the type nominal: no object literal of the same shape passes for one. */
  readonly #audited = true;

  constructor(readonly body: T) {}

  static is(value: unknown): value is AuditedValue<unknown> {
    return typeof value === 'object' && value !== null && #audited in value;
  }
}

/**
 * A response body whose audit event is durable. Nothing but the audit trail makes one, and the pipeline responds with
 * nothing else, so that an unaudited release does not compile.
 */
export type Audited<T> = AuditedValue<T>;

/** Whether a value came through the audit trail; what the types promise, checked once more as the response leaves. */
export const isAudited = (value: unknown): value is Audited<unknown> => AuditedValue.is(value);

/** Throws when a body is not what its route may send. */
export type ResponseCheck = (body: unknown) => void;

const acceptAny: ResponseCheck = () => undefined;

/** What is written must be readable for ever: an append-only log cannot be mended. @throws ZodError */
const assertReadable = (events: AuditEvents): void => {
  for (const event of events) AuditEventSchema.parse(event);
};

/**
 * The audit trail, guarantee 1: no audit, no PHI (45 CFR 164.312(b)). Adapters say how events become durable.
 */
export abstract class AuditTrail {
  /**
   * Makes the events durable, all or none.
   * @throws DependencyUnavailableError when they may not be: refused, throttled, timed out, or outcome unknown.
   */
  protected abstract append(events: AuditEvents): Promise<void>;

  /**
   * Makes the events durable together with the mutations, in one transaction.
   * @returns `conflict` when the condition of a mutation did not hold; then nothing happened.
   * @throws DependencyUnavailableError when the outcome is unknown or the trail cannot be written.
   */
  protected abstract transact(mutations: readonly Mutation[], events: AuditEvents): Promise<'committed' | 'conflict'>;

  /**
   * Opens the box once the events are durable, never before.
   * @param check throws when the body cannot be sent; asked first, so that no event tells of a release that fails.
   * @throws DependencyUnavailableError
   */
  async release<T>(events: AuditEvents, phi: Plaintext<T>, check: ResponseCheck = acceptAny): Promise<Audited<T>> {
    phi.map(check);
    await this.record(events);
    return new AuditedValue(revealPlaintext(phi));
  }

  /** Answers with a body that is not PHI; else as `release`. @throws DependencyUnavailableError */
  answer<T>(events: AuditEvents, body: T, check: ResponseCheck = acceptAny): Promise<Audited<T>> {
    return this.release(events, Plaintext.of(body), check);
  }

  /**
   * Answers with a report on readiness, the one body that may leave while its event cannot be written: it holds no PHI,
   * and to say that the audit trail is broken is its purpose (docs/decisions/0018). A `Readiness` alone passes.
   * @param report makes the report, and learns from its argument whether and when the event became durable.
   * @throws DefectError when the report calls the audit trail working although its own event is not durable.
   */
  async answerReadiness(
    event: AuditEvent,
    report: (appended: Promise<void>) => Promise<Readiness>,
    check: ResponseCheck = acceptAny,
  ): Promise<Audited<ReadinessBody>> {
    const state = { durable: false };
    const appending = this.record([event]).then(() => {
      state.durable = true;
    });
    // Whoever awaits it sees the failure; it must not end the process where nobody does.
    appending.catch(() => undefined);
    const { body } = await report(appending);
    if (body.audit_logging_enabled && !state.durable)
      throw new DefectError('an audit trail that is not, called working');
    check(body);
    return new AuditedValue(body);
  }

  /** Records events that no body follows, such as refusals. @throws DependencyUnavailableError */
  async record(events: AuditEvents): Promise<void> {
    assertReadable(events);
    await this.append(events);
  }

  /**
   * As `commit`, with a body that is PHI: the box is opened once change and events are durable, never before.
   * @throws ContentionError
   * @throws DependencyUnavailableError
   */
  async commitRelease<T>(
    mutations: readonly Mutation[],
    events: AuditEvents,
    phi: Plaintext<T>,
    check: ResponseCheck = acceptAny,
  ): Promise<Audited<T> | 'conflict'> {
    phi.map(check);
    const outcome = await this.commit(mutations, events, undefined);
    return outcome === 'conflict' ? 'conflict' : new AuditedValue(revealPlaintext(phi));
  }

  /**
   * Changes something and records it, both or neither.
   * @param check throws when the body cannot be sent; asked before anything is changed.
   * @throws ContentionError when another transaction held the same items all the while.
   * @throws DependencyUnavailableError
   */
  async commit<T>(
    mutations: readonly Mutation[],
    events: AuditEvents,
    body: T,
    check: ResponseCheck = acceptAny,
  ): Promise<Audited<T> | 'conflict'> {
    check(body);
    assertReadable(events);
    const outcome = await this.transact(mutations, events);
    return outcome === 'conflict' ? 'conflict' : new AuditedValue(body);
  }
}
