import * as z from 'zod';
import { EMERGENCY_REASONS, EMERGENCY_VERDICTS, GRANT_STATUSES } from '../../domain/emergency-grant';
import { Cursor, Limit, OptionalCoveredEntityId, phi, Timestamp } from './fields';
import { PatientView } from './patient';

const MAX_TEXT = 2000;

/** What people write about an emergency: it may name the patient, so it is PHI. Lines may be broken. */
const freeText = z
  .string()
  .min(1)
  .max(MAX_TEXT)
  .refine((text) => text.isWellFormed() && /\S/u.test(text) && !/[^\P{Cc}\n\r\t]/u.test(text), {
    params: { code: 'invalid-format' },
  });

export const EmergencyAccessRequest = z
  .strictObject({
    reason: z.enum(EMERGENCY_REASONS),
    justification: freeText.meta({
      ...phi('treatment'),
      description: `Why, in your own words, at most ${MAX_TEXT} characters: sealed, for the reviewer.`,
    }),
    covered_entity_id: OptionalCoveredEntityId,
  })
  .meta({
    id: 'EmergencyAccessRequest',
    examples: [{ reason: 'unconscious_patient', justification: 'Found unresponsive in the waiting room.' }],
  });

const grantFields = {
  grant_id: z.uuid(),
  patient_id: z.uuid(),
  reason: z.enum(EMERGENCY_REASONS),
  status: z.enum(GRANT_STATUSES).meta({
    description: '`review_due` and `review_overdue` are over and wait for a verdict; `closed` has one.',
  }),
  requested_at: Timestamp,
  expires_at: Timestamp.meta({ description: '60 minutes after the request; a verdict ends it before.' }),
  review_due_at: Timestamp.meta({ description: '72 hours after the request.' }),
  overdue_reviews: z
    .int()
    .min(0)
    .max(100)
    .meta({ description: 'The clinician’s reviews that were overdue at the request; they refuse nothing.' }),
};

export const EmergencyAccess = z
  .strictObject({
    ...grantFields,
    patient: PatientView.optional().meta({ description: 'The record; a repeat after the grant’s end has none.' }),
  })
  .meta({ id: 'EmergencyAccess' });

export const EmergencyAccessPath = z.strictObject({ patient_id: z.uuid() });

const listedFields = {
  ...grantFields,
  user_id: z.uuid().meta({ description: 'The clinician.' }),
  review: z
    .strictObject({ verdict: z.enum(EMERGENCY_VERDICTS), reviewed_by: z.uuid(), reviewed_at: Timestamp })
    .optional(),
  escalated_at: Timestamp.optional().meta({ description: 'When the overdue review raised its alarm.' }),
};

const ListedGrant = z.strictObject(listedFields).meta({ id: 'EmergencyGrant' });

export const EmergencyGrantPage = z
  .strictObject({
    items: z.array(ListedGrant).readonly(),
    next_cursor: Cursor.optional().meta({
      description: 'Absent at the end; a page may be short or empty and still have it.',
    }),
  })
  .meta({ id: 'EmergencyGrantPage' });

export const ListEmergencyAccessQuery = z.strictObject({
  status: z.enum(GRANT_STATUSES).optional(),
  limit: Limit.optional(),
  cursor: Cursor.optional(),
  covered_entity_id: OptionalCoveredEntityId,
});

export const EmergencyGrantView = z
  .strictObject({
    ...listedFields,
    justification: z.string().meta(phi('treatment')),
    note: z
      .string()
      .optional()
      .meta({ ...phi('treatment'), description: 'What the reviewer wrote.' }),
  })
  .meta({ id: 'EmergencyGrantDetail' });

export const EmergencyReviewRequest = z
  .strictObject({
    verdict: z.enum(EMERGENCY_VERDICTS),
    note: freeText.optional().meta({ ...phi('treatment'), description: `At most ${MAX_TEXT} characters: sealed.` }),
    covered_entity_id: OptionalCoveredEntityId,
  })
  .meta({ id: 'EmergencyReviewRequest', examples: [{ verdict: 'justified' }] });

export const EmergencyReviewView = z
  .strictObject({ ...listedFields, breach_assessment_id: z.uuid().optional() })
  .meta({ id: 'EmergencyReview' });

export const EmergencyGrantPath = z.strictObject({ grant_id: z.uuid() });
export const EmergencySuspensionPath = z.strictObject({ user_id: z.uuid() });
