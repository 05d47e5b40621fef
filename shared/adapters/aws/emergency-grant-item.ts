import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { JUSTIFICATION_FIELDS } from '../../crypto/emergency-envelope';
import type { SealedRecord } from '../../crypto/record-envelope';
import { EMERGENCY_REASONS, EMERGENCY_VERDICTS } from '../../domain/emergency-grant';
import type { StoredGrant } from '../../ports/emergency-grants';
import { StoredRecordError } from '../../ports/errors';
import { indexPartition, type Item } from './audit-item';

/** The one partition of the index of what is to be escalated; sparse, so it holds what is open alone. */
export const TO_ESCALATE = 'review';

const Bytes = z.instanceof(Uint8Array);
const time = z.iso.datetime({ precision: 3 });

const GrantItem = z.object({
  id: z.uuid(),
  covered_entity_id: z.uuid(),
  patient_id: z.uuid(),
  user_id: z.uuid(),
  reason: z.enum(EMERGENCY_REASONS),
  requested_at: time,
  expires_at: time,
  review_due_at: time,
  overdue_reviews: z.int().min(0),
  header: Bytes,
  fields: z.record(z.enum(JUSTIFICATION_FIELDS), Bytes),
  review: z.object({ verdict: z.enum(EMERGENCY_VERDICTS), reviewed_by: z.uuid(), reviewed_at: time }).optional(),
  note: z.object({ header: Bytes, field: Bytes }).optional(),
  escalated_at: time.optional(),
});

/** The key of a grant. */
export const grantKey = (covered_entity_id: string, id: string): Item => marshall({ covered_entity_id, id });

/** A sealed note as an attribute. */
export const noteAttribute = ({ header, fields }: SealedRecord<'note'>) => ({ header, field: fields.get('note') });

/** A new grant as an item: itself, and the places in the two indexes that it leaves with its review. */
export const toGrantItem = (grant: StoredGrant): Item => {
  const { justification, note, ...facts } = grant;
  return marshall(
    {
      ...facts,
      header: justification.header,
      fields: Object.fromEntries(justification.fields),
      note: note && noteAttribute(note),
      pending_user: indexPartition(grant.covered_entity_id, grant.user_id),
      escalation: TO_ESCALATE,
    },
    { removeUndefinedValues: true },
  );
};

/** @throws StoredRecordError when the item is none of ours */
export const fromGrantItem = (item: Item): StoredGrant => {
  const parsed = GrantItem.safeParse(unmarshall(item));
  if (!parsed.success) throw new StoredRecordError('emergency_grant');
  const { header, fields, note, review, escalated_at, ...terms } = parsed.data;
  return {
    ...terms,
    ...(review === undefined ? {} : { review }),
    ...(escalated_at === undefined ? {} : { escalated_at }),
    justification: { header, fields: new Map(JUSTIFICATION_FIELDS.map((name) => [name, fields[name]] as const)) },
    ...(note === undefined ? {} : { note: { header: note.header, fields: new Map([['note', note.field] as const]) } }),
  };
};
