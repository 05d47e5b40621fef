import { publicRoutes } from '../../shared/api/routes/public-routes';
import document from '../../docs/openapi.json';
import { publicLambda } from '../_pipeline/public-lambda';

/** `GET /openapi.json` */
export const handler = publicLambda(publicRoutes, 'getOpenApi', () => document);
