import * as z from 'zod';
import { EMERGENCY_LIMIT, searchProblems, SHORTEST_PREFIX } from '../../domain/patient-search';
import { Cursor, OptionalCoveredEntityId } from './fields';
import { PatientSummaryView, phiFields } from './patient';

/** What is searched for stands in the body: a URL is written down in too many places (guarantee 5). */
export const SearchPatientsRequest = z
  .strictObject({
    last_name: phiFields.last_name.optional(),
    first_name: phiFields.first_name.optional(),
    date_of_birth: phiFields.date_of_birth.optional(),
    mrn: phiFields.mrn.optional(),
    prefix: z
      .boolean()
      .optional()
      .meta({ description: `Names are prefixes, of ${SHORTEST_PREFIX} or more letters and digits.` }),
    emergency: z
      .boolean()
      .optional()
      .meta({
        description:
          'For a clinician who is about to ask for emergency access: the whole covered entity, by `mrn` or by ' +
          `\`last_name\` and \`date_of_birth\`, exact; at most ${EMERGENCY_LIMIT} ids; \`limit\` is not looked at.`,
      }),
    limit: z.int().min(1).max(100).optional().meta({ description: 'Patients per page; 25 without it.' }),
    cursor: Cursor.optional(),
    covered_entity_id: OptionalCoveredEntityId,
  })
  .superRefine((words, context) => {
    for (const { path, code } of searchProblems(words)) {
      context.addIssue({ code: 'custom', path: path === '' ? [] : [path], params: { code } });
    }
  })
  .meta({ id: 'SearchPatientsRequest', examples: [{ last_name: 'roe', first_name: 'jan', prefix: true }] });

const FoundId = z
  .strictObject({ id: z.uuid() })
  .meta({ id: 'FoundPatientId', description: 'What an emergency search tells of a patient.' });

export const PatientSearchPage = z
  .strictObject({
    items: z.array(z.union([PatientSummaryView, FoundId])).readonly(),
    next_cursor: Cursor.optional().meta({
      description: 'Absent at the end; a page may be short or empty and still have it.',
    }),
  })
  .meta({ id: 'PatientSearchPage' });
