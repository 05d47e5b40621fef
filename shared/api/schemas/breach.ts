import * as z from 'zod';
import { ASSESSMENT_STATUSES, BREACH_DECISIONS, FACTOR_RISKS } from '../../domain/breach-assessment';
import { Cursor, DocumentHash, Limit, OptionalCoveredEntityId, Timestamp } from './fields';

const Risk = z.enum(FACTOR_RISKS);

const Factors = z
  .strictObject({
    nature_extent: Risk,
    unauthorized_person: Risk,
    acquired_or_viewed: Risk,
    mitigation: Risk,
  })
  .meta({ id: 'BreachFactors', description: 'The risk by each factor of 45 CFR 164.402, breach, (2)(i) to (iv).' });

const decided = {
  decision: z.enum(BREACH_DECISIONS).meta({
    description: '`low_probability` alone ends the presumption of a breach.',
  }),
  factors: Factors,
  document_hash: DocumentHash.exactOptional().meta({ description: 'SHA-256 of the written assessment.' }),
};

export const DecideBreachRequest = z.strictObject({ ...decided, covered_entity_id: OptionalCoveredEntityId }).meta({
  id: 'DecideBreachRequest',
  examples: [
    {
      decision: 'breach',
      factors: {
        nature_extent: 'high',
        unauthorized_person: 'medium',
        acquired_or_viewed: 'high',
        mitigation: 'medium',
      },
    },
  ],
});

export const BreachAssessmentView = z
  .strictObject({
    id: z.uuid(),
    patient_id: z.uuid(),
    user_id: z.uuid().meta({ description: 'Whose use it was.' }),
    grant_id: z.uuid(),
    status: z.enum(ASSESSMENT_STATUSES),
    presumed_breach: z.boolean().meta({ description: 'A breach is presumed until decided otherwise (164.402).' }),
    discovered_at: Timestamp,
    due_at: Timestamp.meta({ description: '60 days after discovery (164.404(b), 164.410(b)).' }),
    decision: z.strictObject({ ...decided, decided_by: z.uuid(), decided_at: Timestamp }).exactOptional(),
    escalated_at: Timestamp.exactOptional(),
  })
  .meta({ id: 'BreachAssessment' });

export const BreachAssessmentPage = z
  .strictObject({ items: z.array(BreachAssessmentView).readonly(), next_cursor: Cursor.optional() })
  .meta({ id: 'BreachAssessmentPage' });

export const ListBreachAssessmentsQuery = z.strictObject({
  limit: Limit.optional(),
  cursor: Cursor.optional(),
  covered_entity_id: OptionalCoveredEntityId,
});

export const BreachAssessmentPath = z.strictObject({ id: z.uuid() });
