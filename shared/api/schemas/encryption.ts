import * as z from 'zod';
import { Category, CiphertextToken, Context, OptionalCoveredEntityId, PhiValue, PurposeOfUse } from './fields';

export const EncryptRequest = z
  .strictObject({
    value: PhiValue,
    context: Context.optional(),
    category: Category.optional(),
    purpose: PurposeOfUse.optional(),
    covered_entity_id: OptionalCoveredEntityId,
  })
  .meta({
    id: 'EncryptRequest',
    examples: [{ value: 'Jane Roe', category: 'demographics', context: { field: 'last_name' } }],
  });

export const EncryptResponse = z
  .strictObject({
    ciphertext: CiphertextToken,
    key_version: z.int().min(1).meta({ description: 'The version of the tenant key that sealed the value.' }),
  })
  .meta({ id: 'EncryptResponse' });

export const DecryptRequest = z
  .strictObject({
    ciphertext: CiphertextToken,
    context: Context.optional(),
    purpose: PurposeOfUse.optional(),
    covered_entity_id: OptionalCoveredEntityId,
  })
  .meta({
    id: 'DecryptRequest',
    examples: [{ ciphertext: 'phi.v1.AAA', context: { field: 'last_name' }, purpose: 'treatment' }],
  });

export const DecryptResponse = z.strictObject({ value: PhiValue }).meta({ id: 'DecryptResponse' });
