import * as z from 'zod';
import { JOB_KINDS, JOB_STATES } from '../../domain/job';
import { CoveredEntityId, OptionalCoveredEntityId, Timestamp } from './fields';

export const JobPath = z.strictObject({ id: z.uuid().toLowerCase() });

export const JobQuery = z.strictObject({ covered_entity_id: OptionalCoveredEntityId });

const count = (description: string) => z.int().min(0).meta({ description });

export const JobView = z
  .strictObject({
    id: z.uuid(),
    covered_entity_id: CoveredEntityId,
    kind: z.enum(JOB_KINDS),
    state: z.enum(JOB_STATES).meta({
      description: '`failed`: it came to its end without some records, or made no progress for long.',
    }),
    progress: z.strictObject({
      pass: z.int().min(1).meta({ description: 'Which walk through all records this is; a rotation needs another.' }),
      done: count('Records looked at in this pass.'),
      rewritten: count('Records sealed anew since the start.'),
      failed: count('Records of this pass that do not open; they are left as they are.'),
    }),
    key_version: z.int().min(1).optional().meta({
      description: 'The version of the key under which the last page sealed; at the end, that of all records.',
    }),
    started_by: z.string().meta({ description: 'The user id of who started it.' }),
    started_at: Timestamp,
    updated_at: Timestamp,
    due_at: Timestamp.optional().meta({
      description: 'Until then it waits: after a rotation, instances may seal under the version before for minutes.',
    }),
  })
  .meta({ id: 'Job', description: 'Work in the background, page by page.' });
