import type { AuditEvent } from '../../../shared/domain/audit-event';
import { doneAnswers, isDone, type Model, type Sent } from './model';
import { allEvents, type Snapshot } from './snapshot';

/** What is wrong: a sentence each, without any value. */
export type Violations = readonly string[];

const grouped = <T>(values: readonly T[], keyOf: (value: T) => string): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
};

const doubles = (what: string, keys: readonly string[]): Violations =>
  [...grouped(keys, (key) => key)]
    .filter(([, group]) => group.length > 1)
    .map(([key, { length }]) => `${what} ${key} is there ${length} times`);

/** Operations that leave one event for each patient. */
const PER_PATIENT = new Set(['encryptValue', 'decryptValue', 'rewrapValue', 'searchPatients']);

/** No id twice; no request with two events, or with two for one patient. */
export const doubledEvents = (snapshot: Snapshot): Violations => {
  const events = allEvents(snapshot);
  const places = events.map(({ request_id, operation, patient_id }) =>
    PER_PATIENT.has(operation) ? `${request_id} ${operation} ${patient_id ?? ''}` : `${request_id} ${operation}`,
  );
  // A search that found nobody and an encryption without a patient have one event as well.
  return [
    ...doubles(
      'the event',
      snapshot.events.map(({ id }) => id),
    ),
    ...doubles('an event of the request', places),
    ...(snapshot.unreadable > 0 ? [`${snapshot.unreadable} items of the audit table are no events`] : []),
  ];
};

/** Each answer has the events that it must have, under its request id, and none that says otherwise. */
export const answeredEvents = (model: Model, snapshot: Snapshot): Violations => {
  const byRequest = grouped(allEvents(snapshot), ({ request_id }) => request_id);
  return model.sent.flatMap((sent) =>
    sent.attempts.flatMap((answer) => {
      if (answer === undefined || answer.status >= 500) return [];
      const events = byRequest.get(answer.requestId) ?? [];
      const wanted = isDone(answer) ? sent.step.events(answer) : 1;
      const fitting = events.filter(({ status_code }) => status_code === answer.status);
      if (events.length === wanted && fitting.length === wanted) return [];
      return [
        `kill ${sent.kill}: ${sent.step.operation} ${answer.requestId} was answered ${answer.status}, and has ` +
          `${events.length} events (${events.map(({ status_code }) => status_code).join(', ')}) where ${wanted} must be`,
      ];
    }),
  );
};

const keyOf = ({ step }: Sent): string => step.options.headers?.['Idempotency-Key'] ?? '';

/** The id under which the events of what a request created stand. */
const createdId = (answer: { readonly json: unknown }): string => {
  const body = Object(answer.json) as Readonly<Record<string, unknown>>;
  return String(body.grant_id ?? body.key_id ?? body.id ?? '');
};

/** The same of an event: a manual entry is its own, and the version of a key stands beside its id. */
const createdIdOf = ({ id, source, resource_id }: AuditEvent): string =>
  source === 'manual' ? id : (resource_id ?? id);

/**
 * Each keyed request made one thing: all its answers name the same, and there is one event for each answer, one more at
 * most for each answer that was lost; where every answer is a replay, the creation's own event is there as well.
 */
export const createdOnce = (model: Model, snapshot: Snapshot): Violations => {
  const events = grouped(
    allEvents(snapshot).filter(({ outcome }) => outcome === 'success'),
    (event) => `${event.operation} ${createdIdOf(event)}`,
  );
  return model.sent.flatMap((sent) => {
    const done = doneAnswers(sent);
    const [first] = done;
    if (keyOf(sent) === '' || first === undefined) return [];
    const ids = new Set(done.map(createdId));
    const lost = sent.attempts.length - done.length;
    const least = done.length + (done.every(({ replayed }) => replayed) ? 1 : 0);
    const count = events.get(`${sent.step.operation} ${createdId(first)}`)?.length ?? 0;
    const where = `kill ${sent.kill}: ${sent.step.operation} ${createdId(first)}`;
    return [
      ...(ids.size === 1 ? [] : [`${where} was answered with ${ids.size} ids`]),
      ...(done.filter(({ replayed }) => !replayed).length > 1 ? [`${where} was created twice`] : []),
      ...(count >= least && count <= done.length + lost
        ? []
        : [`${where} has ${count} creating events; ${least} to ${done.length + lost} must be`]),
    ];
  });
};
