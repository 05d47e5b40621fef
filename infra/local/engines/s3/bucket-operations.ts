import { headerOf } from '../http/http-outcome';
import type { DefaultRetention } from './bucket-seed';
import type { Buckets } from './buckets';
import { s3Error } from './s3-error';
import { done, xmlAnswer, type S3Operation } from './s3-operation';
import { xmlElement, xmlText } from './xml';

/** Create, head, list, delete a bucket; its versioning and its Object Lock configuration. */
export function bucketOperations(buckets: Buckets, region: string): Readonly<Record<string, S3Operation>> {
  return {
    ListBuckets: () => {
      const entries = buckets
        .list()
        .map(({ configuration: { name, createdAt } }) =>
          xmlElement('Bucket', [
            xmlElement('Name', name),
            xmlElement('CreationDate', new Date(createdAt).toISOString()),
          ]),
        );
      const owner = xmlElement('Owner', [xmlElement('ID', 'local')]);
      return xmlAnswer('ListAllMyBucketsResult', [owner, xmlElement('Buckets', entries)]);
    },
    CreateBucket: async ({ bucket, exchange }) => {
      await buckets.create(bucket, headerOf(exchange, 'x-amz-bucket-object-lock-enabled')?.toLowerCase() === 'true');
      return { ...done(200), headers: { location: `/${bucket}` } };
    },
    HeadBucket: ({ bucket }) => {
      buckets.find(bucket);
      return { ...done(200), headers: { 'x-amz-bucket-region': region } };
    },
    DeleteBucket: async ({ bucket }) => {
      await buckets.delete(bucket);
      return done(204);
    },
    /** The body is empty for us-east-1, as in S3. */
    GetBucketLocation: ({ bucket }) => {
      buckets.find(bucket);
      return xmlAnswer('LocationConstraint', region === 'us-east-1' ? [] : [region]);
    },
    PutBucketVersioning: async ({ bucket, exchange }) => {
      const found = buckets.find(bucket);
      const status = xmlText(exchange.body.toString('utf8'), 'Status');
      if (status !== 'Enabled' && status !== 'Suspended') throw malformed();
      if (found.configuration.objectLock && status === 'Suspended') {
        throw s3Error('InvalidBucketState', 'An Object Lock configuration is present on this bucket.');
      }
      await found.configure({ versioning: status });
      return done(200);
    },
    GetBucketVersioning: ({ bucket }) => {
      const { versioning } = buckets.find(bucket).configuration;
      return xmlAnswer('VersioningConfiguration', versioning === undefined ? [] : [xmlElement('Status', versioning)]);
    },
    PutObjectLockConfiguration: async ({ bucket, exchange }) => {
      const found = buckets.find(bucket);
      if (!found.configuration.objectLock) {
        throw s3Error('InvalidBucketState', 'Object Lock configuration cannot be enabled on existing buckets');
      }
      await found.configure({ defaultRetention: defaultRetentionOf(exchange.body.toString('utf8')) });
      return done(200);
    },
    GetObjectLockConfiguration: ({ bucket }) => {
      const { objectLock, defaultRetention: rule } = buckets.find(bucket).configuration;
      if (!objectLock) {
        const message = 'Object Lock configuration does not exist for this bucket';
        throw s3Error('ObjectLockConfigurationNotFoundError', message);
      }
      const period = rule?.days === undefined ? xmlElement('Years', rule?.years ?? 0) : xmlElement('Days', rule.days);
      const retention = rule && xmlElement('DefaultRetention', [xmlElement('Mode', rule.mode), period]);
      const ruleElement = retention === undefined ? [] : [xmlElement('Rule', [retention])];
      return xmlAnswer('ObjectLockConfiguration', [xmlElement('ObjectLockEnabled', 'Enabled'), ...ruleElement]);
    },
  };
}

/** Undefined when the document has no rule: that takes the default away. */
function defaultRetentionOf(document: string): DefaultRetention | undefined {
  if (xmlText(document, 'ObjectLockEnabled') !== 'Enabled') throw malformed();
  const mode = xmlText(document, 'Mode');
  const [days, years] = [xmlText(document, 'Days'), xmlText(document, 'Years')];
  if (mode === undefined && days === undefined && years === undefined) return undefined;
  if (mode !== 'COMPLIANCE' && mode !== 'GOVERNANCE') throw malformed();
  if ((days === undefined) === (years === undefined)) throw malformed();
  const period = Number(days ?? years);
  if (!Number.isInteger(period) || period < 1 || period > (days === undefined ? 100 : 36_500)) {
    throw s3Error('InvalidArgument', 'Default retention period must be a positive integer value.');
  }
  return days === undefined ? { mode, years: period } : { mode, days: period };
}

function malformed() {
  return s3Error('MalformedXML', 'The XML you provided was not well-formed or did not validate.');
}
