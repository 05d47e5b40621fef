import { escapeHtml } from '../../../shared/api/representations/markup';
import { BASE_PATH, routeEntries } from '../../../shared/api/routes/routes';
import type { HttpReply } from '../gateway/http-reply';
import { DEMO_PASSWORD, demoUsers } from '../seed/demo-users';
import { landingStyle } from './landing-style';
import { pageReply } from './page-reply';

const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export interface LandingPageOptions {
  readonly url: string;
  readonly region: string;
  /** Where the data is. */
  readonly home: string;
}

const session = (url: string): string => `API=${url}${BASE_PATH}
TOKEN=$(npm run --silent token -- admin@demo.test)

curl -s $API/hipaa/encrypt -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
  -d '{"value":"Maria Synthetic","category":"demographics"}'

curl -s $API/hipaa/decrypt -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
  -d '{"ciphertext":"phi.v1.…","purpose":"treatment"}'

curl -s "$API/hipaa/audit-logs?limit=5" -H "Authorization: Bearer $TOKEN"`;

const users = demoUsers
  .map(
    ({ email, description }) =>
      `<tr><td><code>${escapeHtml(email)}</code></td><td>${escapeHtml(description)}</td></tr>`,
  )
  .join('\n');

const operations = routeEntries
  .map(
    ([, { method, path, summary }]) =>
      `<tr><td><code>${method}</code></td><td><code>${BASE_PATH}${escapeHtml(path)}</code></td><td>${escapeHtml(summary)}</td></tr>`,
  )
  .join('\n');

/** What runs here, and how to try it. */
export const landingPage = ({ url, region, home }: LandingPageOptions): HttpReply =>
  pageReply(
    'text/html; charset=utf-8',
    `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Phiducia, local stack</title>
<style>${landingStyle}</style>
</head>
<body>
<header>
<h1>Phiducia</h1>
<p>The custody layer for protected health information. This is the local stack, in ${escapeHtml(region)}.</p>
</header>
<main>
<p class="warning"><strong>Not for PHI.</strong> Known passwords, keys on disk, no TLS: use made-up data only.</p>
<nav>
<a href="/docs">API reference</a>
<a href="/dashboard">Dashboard</a>
<a href="${BASE_PATH}/health">Health</a>
<a href="${BASE_PATH}/openapi.json">OpenAPI document</a>
</nav>
<h2>Try it</h2>
<p>In the repository, while this stack runs:</p>
<pre><code>${escapeHtml(session(url))}</code></pre>
<h2>Who you can be</h2>
<p>All with the password <code>${escapeHtml(DEMO_PASSWORD)}</code></p>
<table>
<tbody>
${users}
</tbody>
</table>
<h2>What runs</h2>
<p>The Lambda bundles that <code>cdk deploy</code> uploads, behind a stand-in for API Gateway, on local engines that speak
the protocols of DynamoDB, KMS, Secrets Manager, S3, and Cognito. Data: <code>${escapeHtml(home)}</code></p>
<table>
<tbody>
${operations}
</tbody>
</table>
</main>
</body>
</html>
`,
    CONTENT_SECURITY_POLICY,
  );
