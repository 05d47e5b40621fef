import { sanitiseText } from '../../../shared/observability/sanitiser';

const LEAKS = /123-45-6789|123%2D45|415-555-0132|jane|roe|doe|:pass@|:pw@/i;

describe('guarantee 5: no part of an address carries an identifier out', () => {
  it.each([
    'https://app.example.com/#/patients/jane-roe?ssn=123-45-6789',
    'https://user:pass@host.example/path?ssn=123-45-6789&name=Jane+Roe',
    'myapp://patient?ssn=123-45-6789',
    'fhir://Patient/Jane-Roe/123-45-6789',
    'postgres://h/db?ssn=123-45-6789',
    'gs://bucket/jane-roe/123-45-6789.pdf',
    'sftp://host/jane-roe/123-45-6789.pdf',
    'file:///home/jane.roe/123-45-6789.txt',
    'https://bucket.s3.amazonaws.com/patients/Jane-Roe-1983-04-17/123-45-6789.pdf',
    'https://github.com/x/y/123-45-6789',
    'https://api.example.com/logs?cursor=123-45-6789',
    'https://api.example.com/logs?page=1?ssn=123-45-6789',
    'jane.roe@example.org/john.doe@example.org',
    '123-45-6789/jane@example.org',
    '415-555-0132/jane@example.org',
    'jane.roe@example.org/git@github.com',
    'npm@x.org:ssn-123-45-6789',
    'url=https://app.example.com/patients/jane-roe?ssn=123-45-6789',
    'jane.roe@example.org:john.doe@example.org x',
    'https://hl7.org/fhir/415-555-0132',
    'sftp://host/jane-roe/a.pdf',
    'https://jane.roe@example.org/logs',
    'https://github.com/x/y?tab=z#ssn=123-45-6789',
    'https://h.example/logs/123%2D45%2D6789',
    'https://bucket.s3.amazonaws.com/patients/jane-roe.pdf',
    'https://user:pass@host.example/patients/jane-roe',
    'mongodb+srv://app:pw@h.example/db?name=Roe',
    'file:///C:/Users/jane.roe/report.txt',
    'git@123-45-6789.example.org',
    'https://github.com/x/y?tab=z#name=Jane',
    'https://lambda.us-east-1.amazonaws.com/jane%40example.org',
    'myapp://jane.roe@example.org/logs',
    `https://github.com/${'a/'.repeat(1100)}123-45-6789`,
    `https://github.com/${'a/'.repeat(5000)}123-45-6789`,
  ])('takes what identifies a patient out of %s', (text) => {
    const cleaned = sanitiseText(`failed: ${text} (again)`);
    expect(cleaned).not.toMatch(LEAKS);
    expect(sanitiseText(cleaned)).toBe(cleaned);
  });

  it.each([
    'https://bucket.s3.us-east-1.amazonaws.com/logs/2026/11/22/part-0001.gz',
    'https://sqs.us-east-1.amazonaws.com/123456789012/phiducia-events',
    'https://docs.aws.amazon.com/AmazonS3/2006-03-01/API.html#API_GetObject',
    'https://api.example.com/v1/events/7c9e6679-7425-40de-944b-e07fc1f90ae1',
    'https://api.example.com:8443/v1/events/01ARZ3NDEKTSV4RRFFQ69G5FAV?page=2&limit=50',
    'https://github.com/aws/aws-sdk-js-v3/commit/9fceb02d0ae598e95dc970b74767f19372d61af8#diff-1',
    'https://registry.npmjs.org/@aws-sdk/client-s3/-/client-s3-3.600.0.tgz',
    'http://hl7.org/fhir/patient.html#Patient.name',
    'http://www.w3.org/1999/02/22-rdf-syntax-ns#type',
    'file:///var/task/node_modules/@aws-sdk/client-s3/dist-es/index.js:12:34',
    'file:///home/ubuntu/app/index.js',
    'postgres://svc@db.internal:5432/phi?sslmode=require&application_name=audit',
    'ssh://git@github.com/org/repo.git',
    'git@github.com:org/repo.git',
    'redis://cache.internal:6379/0',
    's3://phi-logs/2025/06/03/part-0001.gz',
    'http://169.254.170.2/v2/credentials',
    'arn:aws:s3:::bucket/key',
    'otel://collector.internal:4317',
    'http://[::1]:3000/',
    'https://phi-bucket.s3.us-east-1.amazonaws.com/',
    'https://s3.us-east-1.amazonaws.com/phi-bucket/logs/part-0001.gz',
    'https://lambda.us-east-1.amazonaws.com/2015-03-31/functions',
  ])('leaves %s as it is', (text) => {
    expect(sanitiseText(text)).toBe(text);
  });

  it('leaves the mailbox of a system that stands beside a person’s', () => {
    expect(sanitiseText('jane.roe@example.org/git@github.com')).toBe('[REDACTED]/git@github.com');
  });

  it('takes a password alone out of an address that says nothing else', () => {
    expect(sanitiseText('postgres://svc:s3cr3t-pw@db.internal:5432/phi')).toBe(
      'postgres://svc:[REDACTED]@db.internal:5432/phi',
    );
  });

  it.each(['a@b.example/', 'https://h.example/', '123-45-6789/', 'x@y:', '@/', 'https://github.com/a?b#c@'])(
    'comes to an end with 200 KiB of %s, whose quadratic time would be minutes',
    (part) => {
      expect(typeof sanitiseText(part.repeat(Math.ceil(204_800 / part.length)))).toBe('string');
    },
  );
});
