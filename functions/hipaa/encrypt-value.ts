import { encryptValue } from '../../shared/application/encrypt-value';
import { PHI_CATEGORIES } from '../../shared/domain/phi-category';
import { Plaintext } from '../../shared/domain/plaintext';
import { envelopeDependencies } from '../_pipeline/envelope-dependencies';
import { lambda } from '../_pipeline/lambda';

/** `POST /hipaa/encrypt` */
export const handler = lambda(
  'encryptValue',
  {
    categories: ({ category }) => (category === undefined ? PHI_CATEGORIES : [category]),
    handle: ({ body: { value, context = {}, category }, call }, deps) =>
      encryptValue(deps, call, { value: Plaintext.of(value), context, category }),
  },
  envelopeDependencies,
);
