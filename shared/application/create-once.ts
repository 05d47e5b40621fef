import { type IdempotencyScope, idempotencyMacs } from '../crypto/idempotency-mac';
import { IDEMPOTENCY_TTL_MS, type RepeatableRequest } from '../domain/idempotency';
import { refuse, type Refusal } from '../domain/result';
import type { AuditEvent } from '../domain/audit-event';
import { Plaintext } from '../domain/plaintext';
import type { Audited, AuditTrail, Mutation } from '../ports/audit-trail';
import type { CursorKeySource } from '../ports/cursor-key-source';
import { ContentionError, DefectError, DependencyUnavailableError } from '../ports/errors';
import type { IdempotencyRecord, IdempotencyStore } from '../ports/idempotency-store';
import { auditEvent, type Call, type EventFacts, type EventSources } from './call';

const CREATED = 201;
/** Rounds of a transaction and a read; within each, the audit trail repeats a contended transaction by itself. */
const ROUNDS = 3;

export interface CreationDependencies extends EventSources {
  readonly audit: AuditTrail;
}

export interface RepeatableDependencies extends CreationDependencies {
  readonly idempotency: IdempotencyStore;
  /** The deployment's key, which makes the MACs of idempotency rows under a label of their own. */
  readonly cursors: CursorKeySource;
  /**
   * Asks for the key's row before anything is tried: where an event may be durable before its change is refused, a
   * repeat would leave one of a creation that never was.
   */
  readonly looksFirst?: true;
}

/** Something that a call creates. */
export interface NewResource<T> {
  readonly covered_entity_id: string;
  readonly id: string;
  /** What puts it on file; none where its event is all there is of it. */
  readonly mutations: readonly Mutation[];
  /** What the call answers; in its box where that is PHI. */
  readonly body: T | Plaintext<T>;
  /** The event of its creation, where that says more than the call does. */
  readonly event?: AuditEvent;
  /** What the event of its creation, or of a replay, says besides of the resource with an id. */
  readonly facts?: (id: string) => CreationFacts;
}

type CreationFacts = Omit<Partial<EventFacts>, 'outcome' | 'status_code' | 'resource_id'>;

/** Makes something anew for each round, where what was made before may have come too late. */
export type Make<T> = () => Promise<NewResource<T>>;

/** The answer to a call that creates: the first one, or the same once more. */
export interface Creation<T> {
  readonly audited: Audited<T>;
  readonly replayed: boolean;
  /** For the entity tag, where the route has one. */
  readonly version?: number;
}

/** Gives the body of the first answer back, from the resource as it is on file. */
export type Rebuild<T> = (resource: IdempotencyRecord) => Promise<T | Plaintext<T> | undefined>;

type Refused = Refusal<'idempotency-key-reused' | 'request-in-progress'>;

/** A body in a box, whether it came in one or not. */
const boxed = <T>(body: T | Plaintext<T>): Plaintext<T> => (body instanceof Plaintext ? body : Plaintext.of(body));

/** The event of a creation stands in the tree of the entity whose it is, a new entity's too. */
const creationEvent = (
  call: Call,
  { tree, id, facts = {} }: { readonly tree: string; readonly id: string; readonly facts?: CreationFacts },
  sources: EventSources,
) => auditEvent({ ...call, tree }, { outcome: 'success', status_code: CREATED, resource_id: id, ...facts }, sources);

const commit = <T>(
  deps: CreationDependencies,
  call: Call,
  made: NewResource<T>,
  more: readonly Mutation[],
): Promise<Audited<T> | 'conflict'> => {
  const { id, covered_entity_id: tree } = made;
  const event = made.event ?? creationEvent(call, { tree, id, facts: made.facts?.(id) }, deps);
  return deps.audit.commitRelease([...made.mutations, ...more], [event], boxed(made.body), call.check);
};

/** Creates, resource and audit event in one transaction. @throws DependencyUnavailableError */
export const create = async <T>(deps: CreationDependencies, call: Call, made: NewResource<T>): Promise<Audited<T>> => {
  const outcome = await commit(deps, call, made, []);
  // The id is taken: whoever repeats the call draws another one.
  if (outcome === 'conflict') throw new DependencyUnavailableError('audit');
  return outcome;
};

const replay = async <T>(
  deps: RepeatableDependencies,
  call: Call,
  { made, record }: { readonly made: NewResource<T>; readonly record: IdempotencyRecord },
  rebuild: Rebuild<T>,
): Promise<Creation<T>> => {
  const body = await rebuild(record);
  if (body === undefined) throw new DefectError('what a keyed creation made is not there');
  const { covered_entity_id: tree, resource_id: id } = record;
  const event = creationEvent(call, { tree, id, facts: made.facts?.(id) }, deps);
  return { audited: await deps.audit.release([event], boxed(body), call.check), replayed: true };
};

/** Tries once; a twin that holds the same row is no outage, the row will tell. */
const attempt = async <T>(
  deps: RepeatableDependencies,
  call: Call,
  made: NewResource<T>,
  { id, request_mac }: { readonly id: string; readonly request_mac: string },
): Promise<Audited<T> | 'conflict'> => {
  const now = deps.clock.now();
  const record: IdempotencyRecord = {
    id,
    request_mac,
    resource_id: made.id,
    covered_entity_id: made.covered_entity_id,
    status_code: CREATED,
    expires_at: new Date(now.getTime() + IDEMPOTENCY_TTL_MS),
  };
  try {
    return await commit(deps, call, made, [deps.idempotency.reservation(record, now)]);
  } catch (error) {
    if (error instanceof ContentionError) return 'conflict';
    throw error;
  }
};

const createKeyed = async <T>(
  deps: RepeatableDependencies,
  call: Call & { readonly repeatable: RepeatableRequest },
  make: Make<T>,
  rebuild: Rebuild<T>,
): Promise<Creation<T> | Refused> => {
  const scope: IdempotencyScope = { tree: call.tree, user_id: call.actor.user_id, operation: call.operation };
  const macs = idempotencyMacs(await deps.cursors.cursorKey(), scope, call.repeatable);
  const repeated = async (made: NewResource<T>): Promise<Creation<T> | Refused | undefined> => {
    const record = await deps.idempotency.find(macs.id, deps.clock.now());
    if (record === undefined) return undefined;
    return record.request_mac === macs.request_mac
      ? replay(deps, call, { made, record }, rebuild)
      : refuse('idempotency-key-reused');
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    const made = await make();
    const known = deps.looksFirst === true && round === 0 ? await repeated(made) : undefined;
    if (known !== undefined) return known;
    const outcome = await attempt(deps, call, made, macs);
    if (outcome !== 'conflict') return { audited: outcome, replayed: false };
    const answer = await repeated(made);
    if (answer !== undefined) return answer;
  }
  return refuse('request-in-progress');
};

/**
 * Creates at most once for each idempotency key, caller, tenant, and operation within 24 hours: resource, audit event,
 * and the key's row are one transaction, so whoever comes second finds the row and gets the first answer, with an event
 * of its own. Without a key it just creates. @throws DependencyUnavailableError
 */
export const createOnce = async <T>(
  deps: RepeatableDependencies,
  call: Call,
  made: NewResource<T>,
  rebuild: Rebuild<T>,
): Promise<Creation<T> | Refused> => {
  const { repeatable } = call;
  if (repeatable === undefined) return { audited: await create(deps, call, made), replayed: false };
  return createKeyed(deps, { ...call, repeatable }, () => Promise.resolve(made), rebuild);
};

/** Repeats a creation that came too late with what is made anew for it. */
const createAnew = async <T>(
  deps: CreationDependencies,
  call: Call,
  make: Make<T>,
): Promise<Creation<T> | Refusal<'request-in-progress'>> => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const audited = await commit(deps, call, await make(), []);
    if (audited !== 'conflict') return { audited, replayed: false };
  }
  return refuse('request-in-progress');
};

/**
 * As `createOnce`, for what follows from something else on file and comes too late if that changes: then it is made anew,
 * three times at most. @throws DependencyUnavailableError
 */
export const createNextOnce = async <T>(
  deps: RepeatableDependencies,
  call: Call,
  make: Make<T>,
  rebuild: Rebuild<T>,
): Promise<Creation<T> | Refused> => {
  const { repeatable } = call;
  return repeatable === undefined
    ? createAnew(deps, call, make)
    : createKeyed(deps, { ...call, repeatable }, make, rebuild);
};
