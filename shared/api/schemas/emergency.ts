import * as z from 'zod';
import { EMERGENCY_REASONS, GRANT_STATUSES } from '../../domain/emergency-grant';
import { OptionalCoveredEntityId, phi, Timestamp } from './fields';
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

export const grantFields = {
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
