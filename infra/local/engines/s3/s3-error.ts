import { AwsError, statusOfAwsError } from '../http/aws-error';
import type { HttpAnswer } from '../http/http-outcome';
import { xmlDocument, xmlElement } from './xml';

const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  AccessDenied: 403,
  SignatureDoesNotMatch: 403,
  RequestTimeTooSkewed: 403,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NoSuchVersion: 404,
  NoSuchObjectLockConfiguration: 404,
  ObjectLockConfigurationNotFoundError: 404,
  MethodNotAllowed: 405,
  BucketAlreadyOwnedByYou: 409,
  BucketNotEmpty: 409,
  InvalidBucketState: 409,
  OperationAborted: 409,
  ConditionalRequestConflict: 409,
  PreconditionFailed: 412,
  InvalidRange: 416,
  NotImplemented: 501,
};

/** An S3 error by its code. @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export function s3Error(code: string, message = ''): AwsError {
  const status = Object.hasOwn(STATUS_BY_CODE, code) ? STATUS_BY_CODE[code] : undefined;
  return new AwsError(code, message, status ?? statusOfAwsError(code));
}

export function s3ErrorAnswer(
  error: AwsError,
  requestId: string,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  const content = [
    xmlElement('Code', error.name),
    xmlElement('Message', error.message),
    xmlElement('RequestId', requestId),
    xmlElement('HostId', 'local'),
  ];
  return {
    status: error.status,
    headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId, ...headers },
    body: xmlDocument('Error', content, ''),
  };
}
