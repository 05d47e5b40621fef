import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BASE_PATH } from '../../../shared/api/routes/routes';
import type { HttpReply } from '../gateway/http-reply';
import { pageReply } from './page-reply';

export const DOCS_PATH = '/docs';

/** Everything comes from here: no script in the page, no request to anywhere else. */
const CONTENT_SECURITY_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; " +
  "form-action 'none'; frame-ancestors 'none'";

const HTML = 'text/html; charset=utf-8';
const JAVASCRIPT = 'text/javascript; charset=utf-8';

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Phiducia API</title>
<link rel="stylesheet" href="${DOCS_PATH}/swagger-ui.css">
<link rel="icon" type="image/png" href="${DOCS_PATH}/favicon-32x32.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="${DOCS_PATH}/swagger-ui-bundle.js"></script>
<script src="${DOCS_PATH}/initializer.js"></script>
</body>
</html>
`;

const INITIALIZER = `SwaggerUIBundle({
  url: ${JSON.stringify(`${BASE_PATH}/openapi.json`)},
  dom_id: '#swagger-ui',
  deepLinking: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
`;

/** The files of swagger-ui-dist that the page needs, and no others. */
const DISTRIBUTED: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': JAVASCRIPT,
  'favicon-32x32.png': 'image/png',
};

const distributedFile = (name: string): Buffer =>
  readFileSync(join(dirname(require.resolve('swagger-ui-dist/package.json')), name));

/** The API reference; undefined for a path below `/docs` that is not there. */
export const docsPage = (path: string): HttpReply | undefined => {
  if (path === DOCS_PATH || path === `${DOCS_PATH}/`) return pageReply(HTML, PAGE, CONTENT_SECURITY_POLICY);
  const name = path.slice(DOCS_PATH.length + 1);
  if (name === 'initializer.js') return pageReply(JAVASCRIPT, INITIALIZER, CONTENT_SECURITY_POLICY);
  const contentType = Object.hasOwn(DISTRIBUTED, name) ? DISTRIBUTED[name] : undefined;
  return contentType === undefined ? undefined : pageReply(contentType, distributedFile(name), CONTENT_SECURITY_POLICY);
};
