import { isSameDigest, sha256Hex } from '../crypto/sha256';
import type { Baa } from '../domain/baa';
import { refuse, type Refusal } from '../domain/result';
import type { Audited, AuditTrail } from '../ports/audit-trail';
import { auditEvent, type Call, type EventSources } from './call';

export interface BaaDocumentCheckBody {
  readonly id: string;
  readonly matches: boolean;
}

/** The digest of a document, or the document itself. */
export type BaaDocument = { readonly sha256: string } | Uint8Array;

/**
 * Says whether a document is the one whose hash is on file. The document is hashed and forgotten; digests are compared
 * in constant time.
 * @throws DependencyUnavailableError
 */
export const verifyBaaDocument = async (
  deps: EventSources & { readonly audit: AuditTrail },
  call: Call,
  baa: Baa | undefined,
  document: BaaDocument,
): Promise<Audited<BaaDocumentCheckBody> | Refusal<'not-found'>> => {
  if (baa === undefined) return refuse('not-found');
  const digest = document instanceof Uint8Array ? sha256Hex(document) : document.sha256;
  const event = auditEvent(call, { outcome: 'success', status_code: 200, resource_id: baa.id }, deps);
  const body = { id: baa.id, matches: isSameDigest(digest, baa.signed_document_hash) };
  return deps.audit.answer([event], body, call.check);
};
