import document from '../../docs/openapi.json';
import { publicLambda } from '../_pipeline/public-lambda';

/** `GET /openapi.json` */
export const handler = publicLambda('getOpenApi', () => document);
