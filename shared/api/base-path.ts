/** The base path of the API: the API Gateway stage is named `api`, the tree below it begins at `/v1`. */
export const STAGE_NAME = 'api';
export const VERSION_PREFIX = '/v1';
export const BASE_PATH = `/${STAGE_NAME}${VERSION_PREFIX}`;
