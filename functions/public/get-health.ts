import { VERSION } from '../../shared/config/version';
import { publicLambda } from '../_pipeline/public-lambda';

/** `GET /health` */
export const handler = publicLambda('getHealth', (region) => ({ status: 'ok', version: VERSION, region }));
