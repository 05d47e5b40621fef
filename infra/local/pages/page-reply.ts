import { SECURITY_HEADERS } from '../../../shared/api/problems';
import type { HttpReply } from '../gateway/http-reply';

/** A file of a page, with its policy of what the browser may load. */
export const pageReply = (contentType: string, body: string | Buffer, contentSecurityPolicy: string): HttpReply => ({
  status: 200,
  headers: {
    ...SECURITY_HEADERS,
    'Content-Type': contentType,
    'Content-Security-Policy': contentSecurityPolicy,
    'Referrer-Policy': 'no-referrer',
  },
  body,
});
