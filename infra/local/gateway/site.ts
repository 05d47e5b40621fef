import { BASE_PATH, STAGE_NAME } from '../../../shared/api/routes/routes';
import { DASHBOARD_PATH } from '../dashboard/dashboard-page';
import { DOCS_PATH, docsPage } from '../pages/docs-page';
import type { ApiRequest } from './api-handler';
import { gatewayReply, problemReply } from './gateway-problem';
import type { RequestHandler } from './gateway-server';
import type { HttpReply } from './http-reply';
import { CONTROLS_PATH, isLocalCaller, localOnly } from './local-controls';

export interface SiteOptions {
  readonly api: RequestHandler;
  readonly controls: RequestHandler;
  readonly landingPage: () => HttpReply;
  readonly dashboard: () => Promise<HttpReply>;
}

const isBelow = (path: string, parent: string): boolean => path === parent || path.startsWith(`${parent}/`);

const pageOf = (path: string, options: SiteOptions): Promise<HttpReply> | HttpReply | undefined => {
  if (path === '/') return options.landingPage();
  if (path === DASHBOARD_PATH) return options.dashboard();
  return isBelow(path, DOCS_PATH) ? docsPage(path) : undefined;
};

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

const wrongMethod = (requestId: string): HttpReply => {
  const refusal = problemReply('method-not-allowed', requestId);
  return { ...refusal, headers: { ...refusal.headers, Allow: 'GET, HEAD' } };
};

const answerPage = async ({ request, requestId, path }: ApiRequest, options: SiteOptions): Promise<HttpReply> => {
  // Ids are on it: not for a web page that reached this port by a name of its own.
  if (path === DASHBOARD_PATH && !isLocalCaller(request)) return localOnly(requestId);
  if (path === DASHBOARD_PATH && !READS.has(request.method ?? '')) return wrongMethod(requestId);
  const page = await pageOf(path, options);
  if (page === undefined) return gatewayReply('MISSING_AUTHENTICATION_TOKEN', requestId);
  if (READS.has(request.method ?? '')) {
    return { ...page, headers: { ...page.headers, 'X-Request-Id': requestId } };
  }
  return wrongMethod(requestId);
};

/** Everything on the stack's port: the API as deployed, and beside it the pages and the controls of the local stack. */
export const site =
  (options: SiteOptions): RequestHandler =>
  (call) => {
    if (isBelow(call.path, BASE_PATH)) return options.api(call);
    if (isBelow(call.path, CONTROLS_PATH)) return options.controls(call);
    if (isBelow(call.path, `/${STAGE_NAME}`)) {
      return Promise.resolve(gatewayReply('MISSING_AUTHENTICATION_TOKEN', call.requestId));
    }
    return answerPage(call, options);
  };
