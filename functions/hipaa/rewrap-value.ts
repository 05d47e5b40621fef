import { rewrapValue, rewrapValues } from '../../shared/application/rewrap-value';
import { categoriesOfToken } from '../../shared/crypto/value-token';
import { itemsOf } from '../../shared/domain/batch';
import { envelopeDependencies } from '../_pipeline/envelope-dependencies';
import { lambda } from '../_pipeline/lambda';

/** `POST /hipaa/rewrap` */
export const handler = lambda(
  'rewrapValue',
  {
    categories: (body) => itemsOf(body).map(({ ciphertext }) => categoriesOfToken(ciphertext)),
    handle: ({ body, call }, deps) =>
      'items' in body ? rewrapValues(deps, call, body.items) : rewrapValue(deps, call, body),
  },
  envelopeDependencies,
);
