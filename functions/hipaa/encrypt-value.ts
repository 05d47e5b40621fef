import { hipaaRoutes } from '../../shared/api/routes/hipaa-routes';
import { type EncryptValue, encryptValue, encryptValues } from '../../shared/application/encrypt-value';
import { itemsOf } from '../../shared/domain/batch';
import { PHI_CATEGORIES } from '../../shared/domain/phi-category';
import { Plaintext } from '../../shared/domain/plaintext';
import { envelopeDependencies } from '../_pipeline/envelope-dependencies';
import { lambda } from '../_pipeline/lambda';

const boxed = ({ value, ...input }: Omit<EncryptValue, 'value'> & { readonly value: string }): EncryptValue => ({
  ...input,
  value: Plaintext.of(value),
});

/** `POST /hipaa/encrypt` */
export const handler = lambda(
  hipaaRoutes,
  'encryptValue',
  {
    categories: (body) => itemsOf(body).map(({ category }) => (category === undefined ? PHI_CATEGORIES : [category])),
    handle: ({ body, call }, deps) =>
      'items' in body ? encryptValues(deps, call, body.items.map(boxed)) : encryptValue(deps, call, boxed(body)),
  },
  envelopeDependencies,
);
