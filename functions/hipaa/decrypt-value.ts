import { categoriesOfToken } from '../../shared/crypto/value-token';
import { decryptValue } from '../../shared/application/decrypt-value';
import { envelopeDependencies } from '../_pipeline/envelope-dependencies';
import { lambda } from '../_pipeline/lambda';

/** `POST /hipaa/decrypt` */
export const handler = lambda(
  'decryptValue',
  {
    categories: ({ ciphertext }) => categoriesOfToken(ciphertext),
    handle: ({ body: { ciphertext, context = {} }, call }, deps) => decryptValue(deps, call, { ciphertext, context }),
  },
  envelopeDependencies,
);
