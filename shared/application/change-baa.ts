import type { Baa } from '../domain/baa';
import type { Audited, AuditTrail, Mutation } from '../ports/audit-trail';
import type { BaaRegistry } from '../ports/baa-registry';
import { ContentionError } from '../ports/errors';
import { type BaaBody, baaBody } from './baa-body';
import { auditEvent, type Call, type EventSources } from './call';

export interface ChangeBaaDependencies extends EventSources {
  readonly audit: AuditTrail;
  readonly baas: BaaRegistry;
  /**
   * Milliseconds that a PHI call that passed the gate may still take. The end of an agreement is stamped so much later
   * than now, so that what such a call writes predates it (RELIABILITY.md, row 24); the gate refuses from now on.
   */
  readonly inFlightMs: number;
}

const event = (deps: ChangeBaaDependencies, call: Call, { id }: Baa) =>
  auditEvent(call, { outcome: 'success', status_code: 200, resource_id: id }, deps);

/** What an answer says beside the agreement. */
export type Beside = Pick<BaaBody, 'keys_present'>;

/** The instant with which an end is stamped. */
export const stampOf = ({ clock, inFlightMs }: ChangeBaaDependencies): Date =>
  new Date(clock.now().getTime() + inFlightMs);

/** Shows an agreement as it already is: a repeat, which is recorded like the first call. */
export const answerUnchanged = (
  deps: ChangeBaaDependencies,
  call: Call,
  baa: Baa,
  more: Beside = {},
): Promise<Audited<BaaBody>> =>
  deps.audit.answer([event(deps, call, baa)], { ...baaBody(baa, deps.clock.now()), ...more }, call.check);

/**
 * Changes an agreement, change and event in one transaction.
 * @returns the agreement as another call has left it, where that was faster; then nothing was changed here.
 * @throws DependencyUnavailableError
 */
export const changeBaa = async (
  deps: ChangeBaaDependencies,
  call: Call,
  mutation: Mutation,
  { changed, more = {} }: { readonly changed: Baa; readonly more?: Beside },
): Promise<{ readonly audited: Audited<BaaBody> } | { readonly overtaken: Baa | undefined }> => {
  try {
    const body = { ...baaBody(changed, deps.clock.now()), ...more };
    const audited = await deps.audit.commit([mutation], [event(deps, call, changed)], body, call.check);
    if (audited !== 'conflict') return { audited };
  } catch (error) {
    // A twin holds the same item; the item will tell who was first.
    if (!(error instanceof ContentionError)) throw error;
  }
  return { overtaken: await deps.baas.find(changed.covered_entity_id, changed.id) };
};
