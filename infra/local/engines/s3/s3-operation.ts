import type { HttpAnswer } from '../http/http-outcome';
import type { S3Request } from './s3-request';
import { xmlDocument } from './xml';

/** One S3 operation. Refuses by throwing the error that `s3Error` makes. */
export type S3Operation = (request: S3Request) => Promise<HttpAnswer> | HttpAnswer;

export function done(status: 200 | 204): HttpAnswer {
  return { status, headers: {}, body: '' };
}

export function xmlAnswer(root: string, children: readonly string[]): HttpAnswer {
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: xmlDocument(root, children) };
}
