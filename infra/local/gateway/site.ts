import { BASE_PATH, STAGE_NAME } from '../../../shared/api/routes/routes';
import { DOCS_PATH, docsPage } from '../pages/docs-page';
import type { ApiRequest } from './api-handler';
import { gatewayReply, problemReply } from './gateway-problem';
import type { RequestHandler } from './gateway-server';
import type { HttpReply } from './http-reply';
import { CONTROLS_PATH } from './local-controls';

export interface SiteOptions {
  readonly api: RequestHandler;
  readonly controls: RequestHandler;
  readonly landingPage: () => HttpReply;
}

const isBelow = (path: string, parent: string): boolean => path === parent || path.startsWith(`${parent}/`);

const pageOf = (path: string, options: SiteOptions): HttpReply | undefined => {
  if (path === '/') return options.landingPage();
  return isBelow(path, DOCS_PATH) ? docsPage(path) : undefined;
};

const answerPage = ({ request, requestId, path }: ApiRequest, options: SiteOptions): HttpReply => {
  const page = pageOf(path, options);
  if (page === undefined) return gatewayReply('MISSING_AUTHENTICATION_TOKEN', requestId);
  if (request.method === 'GET' || request.method === 'HEAD') {
    return { ...page, headers: { ...page.headers, 'X-Request-Id': requestId } };
  }
  const refusal = problemReply('method-not-allowed', requestId);
  return { ...refusal, headers: { ...refusal.headers, Allow: 'GET, HEAD' } };
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
    return Promise.resolve(answerPage(call, options));
  };
