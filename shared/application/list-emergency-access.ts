import { openJustification, openReviewNote } from '../crypto/emergency-envelope';
import { parseHeader, type SealedRecord } from '../crypto/record-envelope';
import { type EmergencyGrant, type GrantReview, type GrantStatus, grantStatus } from '../domain/emergency-grant';
import { Plaintext } from '../domain/plaintext';
import { isRefusal, refuse, type Refusal } from '../domain/result';
import type { Audited, AuditTrail } from '../ports/audit-trail';
import type { CursorKeySource } from '../ports/cursor-key-source';
import type { EmergencyGrants, StoredGrant } from '../ports/emergency-grants';
import { StoredRecordError } from '../ports/errors';
import { auditEvent, type EventSources, type PhiCall } from './call';
import type { EnvelopeDependencies } from './encrypt-value';
import { type GrantBody, grantBody } from './request-emergency-access';
import { openList, type PageBody } from './list-page';

export interface ListEmergencyDependencies extends EventSources {
  readonly audit: AuditTrail;
  readonly grants: Pick<EmergencyGrants, 'page'>;
  readonly cursors: CursorKeySource;
}

/** A grant as admins and auditors see it: no text that anybody wrote. */
export type ListedGrant = GrantBody & {
  readonly user_id: string;
  readonly review?: GrantReview;
  readonly escalated_at?: string;
};

interface GrantsQuestion {
  readonly covered_entity_id: string;
  readonly status?: GrantStatus;
  readonly limit: number;
  readonly cursor?: string;
}

const LIST = 'emergency-access';
const SLICE = 100;
/** Slices that one page looks through; a page may be short or empty and still go on. */
const MAX_SLICES = 10;

/** What is said of a grant to those who oversee it. */
export const listedGrant = (grant: EmergencyGrant, now: Date): ListedGrant => ({
  ...grantBody(grant, now),
  user_id: grant.user_id,
  ...(grant.review === undefined ? {} : { review: grant.review }),
  ...(grant.escalated_at === undefined ? {} : { escalated_at: grant.escalated_at }),
});

/** Reads a page of an entity's grants, newest first, consistently. @throws DependencyUnavailableError */
export const readGrants = async (
  { grants, cursors, clock }: Pick<ListEmergencyDependencies, 'grants' | 'cursors' | 'clock'>,
  { covered_entity_id, status, limit, cursor }: GrantsQuestion,
): Promise<PageBody<ListedGrant> | Refusal<'invalid-cursor'>> => {
  const list = await openList(cursors, [LIST, covered_entity_id, status ?? ''], cursor);
  if (isRefusal(list)) return list;
  let { position } = list;
  const now = clock.now();
  const items: ListedGrant[] = [];
  for (let slices = 0; slices < MAX_SLICES; slices += 1) {
    const slice = await grants.page(covered_entity_id, position, status === undefined ? limit : SLICE);
    for (const grant of slice.grants) {
      position = grant.id;
      if (status === undefined || grantStatus(grant, now) === status) items.push(listedGrant(grant, now));
      if (items.length === limit) return { items, ...list.next(position) };
    }
    if (slice.next === undefined) return { items };
  }
  return { items, ...list.next(position) };
};

/** A grant with what was written about it. */
type GrantDetail = ListedGrant & { readonly justification: string; readonly note?: string };

/** Opens what was written about a grant, for its reviewer. @throws StoredRecordError @throws DependencyUnavailableError */
export const showGrant = async (
  deps: EnvelopeDependencies,
  call: PhiCall,
  grant: StoredGrant | undefined,
): Promise<Audited<GrantDetail> | Refusal<'not-found'>> => {
  if (grant === undefined) return refuse('not-found');
  const { region, keyring } = deps;
  const keyOf = async ({ header }: SealedRecord) => {
    const named = parseHeader(header);
    return named && (await keyring.openingKey(call.tree, named.keyId, named.salt));
  };
  const { justification: sealed, note: sealedNote, review, id: grant_id, patient_id } = grant;
  const key = await keyOf(sealed);
  const justification = key && openJustification(grant, sealed, { region, derived: key.derived });
  const noteKey = sealedNote && (await keyOf(sealedNote));
  const note = noteKey && review && openReviewNote(grant, review, sealedNote, { region, derived: noteKey.derived });
  const lost = sealedNote !== undefined && note === undefined;
  if (key === undefined || justification === undefined || lost) throw new StoredRecordError('emergency_grant');
  const listed = listedGrant(grant, deps.clock.now());
  const box = Plaintext.all(note === undefined ? [justification] : [justification, note]).map(
    ([why = '', words]): GrantDetail => ({
      ...listed,
      justification: why,
      ...(words === undefined ? {} : { note: words }),
    }),
  );
  const opened = ['justification', ...(note === undefined ? [] : ['note'])];
  const named = { patient_id, resource_id: grant_id, emergency_grant_id: grant_id, key_version: key.version };
  const facts = { outcome: 'success', status_code: 200, phi_fields_accessed: opened, ...named } as const;
  return deps.audit.release([auditEvent(call, facts, deps)], box, call.check);
};
