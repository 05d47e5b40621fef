import * as z from 'zod';
import { CoveredEntityId } from './fields';

const Region = z.string().max(32);

export const ResidencyView = z
  .strictObject({
    covered_entity_id: CoveredEntityId,
    compliant: z.boolean().meta({ description: 'All of it: this Region and each agreement.' }),
    hipaa_enabled: z.boolean().meta({ description: 'Off, the API is closed: every other call is answered 503.' }),
    region: Region.meta({ description: 'The Region that this deployment runs in.' }),
    region_approved: z.boolean(),
    approved_regions: z.array(Region).readonly().meta({ description: 'The Regions in which PHI may be.' }),
    agreements: z
      .array(
        z.strictObject({
          baa_id: z.uuid(),
          data_residency_region: Region,
          compliant: z.boolean().meta({ description: 'Its Region is approved, and is the one of this deployment.' }),
        }),
      )
      .readonly()
      .meta({ description: 'The covered entity’s active agreements.' }),
  })
  .meta({ id: 'DataResidency', description: 'Where PHI may be, and whether it is so. Policy, not a HIPAA rule.' });
