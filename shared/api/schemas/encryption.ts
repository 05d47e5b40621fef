import * as z from 'zod';
import { batchOf, batchResponseOf, singleOrBatch } from './batch';
import {
  Category,
  CiphertextToken,
  Context,
  LegacyOrCiphertextToken,
  OptionalCoveredEntityId,
  PhiValue,
  PurposeOfUse,
  Reference,
} from './fields';

const toEncrypt = { value: PhiValue, context: Context.optional(), category: Category.optional() };
const toOpen = { ciphertext: CiphertextToken, context: Context.optional() };
const reference = { reference: Reference.optional() };
const entity = { covered_entity_id: OptionalCoveredEntityId };
const purposeAndEntity = { purpose: PurposeOfUse.optional(), ...entity };

export const EncryptRequest = z.strictObject({ ...toEncrypt, ...purposeAndEntity }).meta({
  id: 'EncryptRequest',
  examples: [{ value: 'Jane Roe', category: 'demographics', context: { field: 'last_name' } }],
});

const EncryptBatchRequest = z
  .strictObject({ items: batchOf(z.strictObject({ ...toEncrypt, ...reference })), ...purposeAndEntity })
  .meta({ id: 'EncryptBatchRequest', examples: [{ items: [{ value: 'Jane Roe', reference: 'row-1' }] }] });

const sealed = {
  ciphertext: CiphertextToken,
  key_version: z.int().min(1).meta({ description: 'The version of the tenant key that sealed the value.' }),
};

export const EncryptResponse = z.strictObject(sealed).meta({ id: 'EncryptResponse' });

const EncryptBatchResponse = batchResponseOf(z.strictObject({ ...sealed, ...reference })).meta({
  id: 'EncryptBatchResponse',
});

export const DecryptRequest = z.strictObject({ ...toOpen, ...purposeAndEntity }).meta({
  id: 'DecryptRequest',
  examples: [{ ciphertext: 'phi.v1.AAA', context: { field: 'last_name' }, purpose: 'treatment' }],
});

const DecryptBatchRequest = z
  .strictObject({ items: batchOf(z.strictObject({ ...toOpen, ...reference })), ...purposeAndEntity })
  .meta({
    id: 'DecryptBatchRequest',
    examples: [{ items: [{ ciphertext: 'phi.v1.AAA', reference: 'row-1' }], purpose: 'treatment' }],
  });

export const DecryptResponse = z.strictObject({ value: PhiValue }).meta({ id: 'DecryptResponse' });

const DecryptBatchResponse = batchResponseOf(z.strictObject({ value: PhiValue, ...reference })).meta({
  id: 'DecryptBatchResponse',
});

const toRewrap = {
  ...toOpen,
  ciphertext: LegacyOrCiphertextToken,
  category: Category.optional().meta({
    description:
      'What a legacy token is sealed as; none stands for all four. For a `phi.v1` token it may be left out, and must else ' +
      'be the token’s own.',
  }),
};

const RewrapRequest = z
  .strictObject({ ...toRewrap, ...entity })
  .meta({ id: 'RewrapRequest', examples: [{ ciphertext: 'phi.v1.AAA', context: { field: 'last_name' } }] });

const RewrapBatchRequest = z
  .strictObject({ items: batchOf(z.strictObject({ ...toRewrap, ...reference })), ...entity })
  .meta({ id: 'RewrapBatchRequest', examples: [{ items: [{ ciphertext: 'phi.v1.AAA', reference: 'row-1' }] }] });

/** What `/encrypt`, `/decrypt`, and `/rewrap` take and answer, single or batch. */
export const EncryptBody = singleOrBatch(EncryptRequest, EncryptBatchRequest);
export const DecryptBody = singleOrBatch(DecryptRequest, DecryptBatchRequest);
export const RewrapBody = singleOrBatch(RewrapRequest, RewrapBatchRequest);
export const SealedBody = z.union([EncryptResponse, EncryptBatchResponse]);
export const OpenedBody = z.union([DecryptResponse, DecryptBatchResponse]);
