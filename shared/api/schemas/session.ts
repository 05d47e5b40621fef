import * as z from 'zod';
import { PLATFORM_TREE } from '../../domain/audit-event';
import { ROLES } from '../../domain/roles';
import { CoveredEntityId, Timestamp } from './fields';

export const SessionView = z
  .strictObject({
    session_id: z.uuid(),
    user_id: z.string(),
    roles: z.array(z.enum(ROLES)).readonly(),
    platform: z.boolean().meta({ description: 'Whether this is a platform operator.' }),
    covered_entity_id: CoveredEntityId.optional(),
    signed_in_at: Timestamp,
    idle_expires_at: Timestamp.meta({ description: 'When the session ends if nothing more is called.' }),
    expires_at: Timestamp.meta({ description: 'When the session ends at the latest.' }),
  })
  .meta({ id: 'Session' });

export const UserPath = z.strictObject({ id: z.uuid().meta({ description: 'The user, Cognito’s `sub`.' }) });

export const EndUserSessionsQuery = z.strictObject({
  covered_entity_id: z
    .union([CoveredEntityId, z.literal(PLATFORM_TREE)])
    .optional()
    .meta({
      description:
        'Platform operators name the user’s covered entity, or `platform` for an operator; for others it is their own.',
    }),
});
