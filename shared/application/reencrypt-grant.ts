import { openReviewNote, resealJustification, type Sealing, sealReviewNote } from '../crypto/emergency-envelope';
import { parseHeader, type SealedRecord } from '../crypto/record-envelope';
import type { StoredGrant } from '../ports/emergency-grants';
import { StoredRecordError } from '../ports/errors';
import type { RecordFacts, RecordWork, ReencryptDependencies } from './reencrypt-record';
import type { SealingAgreement, SealingGrant } from './tenant-keyring';

/** Uses of the sealing key: a justification, its salt, and a note. */
const SEALED_TEXTS = 3;

/** Which grant it is, for its events. */
const factsOf = ({ id, patient_id, note }: StoredGrant): RecordFacts => ({
  resource_type: 'emergency_grant',
  resource_id: id,
  patient_id,
  phi_fields_accessed: ['justification', ...(note === undefined ? [] : ['note'])],
});

/** Seals anew what stands written about a grant: the clinician's justification, and the reviewer's note. */
export const grantWork = (
  deps: ReencryptDependencies,
  newest: SealingGrant & { readonly agreement: SealingAgreement },
  record: StoredGrant,
): RecordWork<StoredGrant> => {
  const { keyring, region, randomness } = deps;
  const isUnder = ({ header }: SealedRecord): boolean => parseHeader(header)?.keyId === newest.keyId;
  const derivedOf = async ({ header }: SealedRecord) => {
    const named = parseHeader(header);
    const key = named && (await keyring.openingKey(record.covered_entity_id, named.keyId, named.salt));
    if (key === undefined) throw new StoredRecordError('emergency_grant');
    return key.derived;
  };
  const noteAnew = async (grant: StoredGrant, sealing: Sealing) => {
    const { note, review } = grant;
    if (note === undefined) return undefined;
    const opening = { region, derived: await derivedOf(note) };
    const text = review && openReviewNote(grant, review, note, opening);
    if (review === undefined || text === undefined) throw new StoredRecordError('emergency_grant');
    return sealReviewNote(grant, review, text, sealing);
  };
  return {
    record,
    facts: factsOf(record),
    again: () => deps.grants.find(record.covered_entity_id, record.id),
    reseal: async (grant) => {
      const sealedTexts = grant.note === undefined ? [grant.justification] : [grant.justification, grant.note];
      if (sealedTexts.every(isUnder)) return undefined;
      const { version, ...key } = await keyring.sealingKey(newest.agreement, SEALED_TEXTS);
      const sealing: Sealing = { region, key, bytes: (size) => randomness.bytes(size) };
      const justification = resealJustification(
        grant,
        grant.justification,
        await derivedOf(grant.justification),
        sealing,
      );
      if (justification === undefined) throw new StoredRecordError('emergency_grant');
      const note = await noteAnew(grant, sealing);
      const after = { ...grant, justification, ...(note === undefined ? {} : { note }) };
      return { mutation: deps.grants.replacement(grant, after), key_version: version };
    },
  };
};
