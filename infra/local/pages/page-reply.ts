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

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in HTML, in an attribute too. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
