import { hipaaRoutes } from '../../shared/api/routes/hipaa-routes';
import { categoriesToRewrap, rewrapValue, rewrapValues, wrongCategory } from '../../shared/application/rewrap-value';
import { itemsOf } from '../../shared/domain/batch';
import { lambda } from '../_pipeline/lambda';
import { rewrapDependencies } from '../_pipeline/rewrap-dependencies';

/** `POST /hipaa/rewrap` */
export const handler = lambda(
  hipaaRoutes,
  'rewrapValue',
  {
    wrongFields: ({ body }) =>
      'items' in body
        ? body.items.flatMap((item, index) => wrongCategory(`items.${index}.category`, item))
        : wrongCategory('category', body),
    categories: (body) => itemsOf(body).map(categoriesToRewrap),
    handle: ({ body, call }, deps) =>
      'items' in body ? rewrapValues(deps, call, body.items) : rewrapValue(deps, call, body),
  },
  rewrapDependencies,
);
