import { publicRoutes } from '../../shared/api/routes/public-routes';
import { VERSION } from '../../shared/config/version';
import { publicLambda } from '../_pipeline/public-lambda';

/** `GET /health` */
export const handler = publicLambda(publicRoutes, 'getHealth', (region) => ({
  status: 'ok',
  version: VERSION,
  region,
}));
