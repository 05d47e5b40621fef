import { hipaaRoutes } from '../../shared/api/routes/hipaa-routes';
import { decryptValue, decryptValues } from '../../shared/application/decrypt-value';
import { categoriesOfToken } from '../../shared/crypto/value-token';
import { itemsOf } from '../../shared/domain/batch';
import { envelopeDependencies } from '../_pipeline/envelope-dependencies';
import { lambda } from '../_pipeline/lambda';

/** `POST /hipaa/decrypt` */
export const handler = lambda(
  hipaaRoutes,
  'decryptValue',
  {
    categories: (body) => itemsOf(body).map(({ ciphertext }) => categoriesOfToken(ciphertext)),
    handle: ({ body, call }, deps) =>
      'items' in body ? decryptValues(deps, call, body.items) : decryptValue(deps, call, body),
  },
  envelopeDependencies,
);
