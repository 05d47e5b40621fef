import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiDocument } from '../../shared/api/openapi';
import { ROOT } from '../bundle/bundle-handlers';

/** `npm run openapi`: writes the OpenAPI document of the route table to `docs/openapi.json`. */
writeFileSync(join(ROOT, 'docs', 'openapi.json'), `${JSON.stringify(openApiDocument(), null, 2)}\n`);
