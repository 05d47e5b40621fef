import { headerOf } from '../http/http-outcome';
import type { Bucket } from './bucket';
import type { Buckets } from './buckets';
import { wantedVersion } from './object-operations';
import { requireNotWeakened, retentionStated } from './retention-rules';
import { s3Error } from './s3-error';
import { done, xmlAnswer, type S3Operation } from './s3-operation';
import type { S3Request } from './s3-request';
import { xmlElement, xmlText } from './xml';

/** Read and change the retention of one version. */
export function retentionOperations(buckets: Buckets): Readonly<Record<string, S3Operation>> {
  return {
    PutObjectRetention: (request) => {
      const bucket = buckets.find(request.bucket);
      return bucket.exclusively(request.key, async () => {
        const version = lockableVersion(bucket, request);
        const document = request.exchange.body.toString('utf8');
        const now = buckets.now();
        const next = retentionStated(xmlText(document, 'Mode'), xmlText(document, 'RetainUntilDate'), now);
        const bypass = headerOf(request.exchange, 'x-amz-bypass-governance-retention')?.toLowerCase() === 'true';
        requireNotWeakened(version.retention, next, now, bypass);
        await bucket.setRetention(version, next);
        return done(200);
      });
    },
    GetObjectRetention: (request) => {
      const { retention } = lockableVersion(buckets.find(request.bucket), request);
      if (retention === undefined) {
        const message = 'The specified object does not have a ObjectLock configuration';
        throw s3Error('NoSuchObjectLockConfiguration', message);
      }
      const until = new Date(retention.until).toISOString();
      return xmlAnswer('Retention', [xmlElement('Mode', retention.mode), xmlElement('RetainUntilDate', until)]);
    },
  };
}

function lockableVersion(bucket: Bucket, request: S3Request) {
  if (!bucket.configuration.objectLock) {
    throw s3Error('InvalidRequest', 'Bucket is missing Object Lock Configuration');
  }
  const version = wantedVersion(bucket, request);
  if (version.content === undefined) {
    throw s3Error('MethodNotAllowed', 'The specified method is not allowed against this resource.');
  }
  return version;
}
