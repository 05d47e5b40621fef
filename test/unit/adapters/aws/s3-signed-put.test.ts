import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import { NodeSha256 } from '../../../../shared/adapters/aws/node-sha256';
import { signedPut } from '../../../../shared/adapters/aws/s3-signed-put';
import { auditFallbackKey } from '../../../../shared/domain/emergency-audit';

const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' };
const ADDRESS = { bucket: 'example-evidence', region: 'us-west-2' } as const;
const KEY = auditFallbackKey('3f6c1a52-8f0e-4b7d-9c55-0a1b2c3d4e5f', '01BX5ZZKBKACTAV9WEVGEMMVRZ');
const BODY = '{"id":"01BX5ZZKBKACTAV9WEVGEMMVRZ"}';

interface Sent {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the SDK's own client would send. */
const sentBySdk = async (): Promise<Sent> => {
  let sent: Sent | undefined;
  const client = new S3Client({
    region: ADDRESS.region,
    requestHandler: {
      handle: (request: Sent) => {
        sent = request;
        return Promise.reject(new Error('not sent'));
      },
    },
    maxAttempts: 1,
  });
  const put = { Bucket: ADDRESS.bucket, Key: KEY, Body: BODY, ContentType: 'application/json' };
  await client
    .send(new PutObjectCommand({ ...put, IfNoneMatch: '*', ChecksumAlgorithm: 'SHA256' }))
    .catch(() => undefined);
  if (sent === undefined) throw new Error('nothing sent');
  return sent;
};

const NAMES = [
  'content-type',
  'if-none-match',
  'x-amz-content-sha256',
  'x-amz-checksum-sha256',
  'x-amz-security-token',
];
const named = (headers: Readonly<Record<string, string>>) => NAMES.map((name) => [name, headers[name]]);

describe('RELIABILITY 9: the put of the second audit sink is the SDK’s', () => {
  const before = { ...process.env };
  beforeAll(() => {
    Object.assign(process.env, CREDENTIALS);
    delete process.env.AWS_ENDPOINT_URL_S3;
  });
  afterAll(() => {
    process.env = before;
  });

  it('goes to the same place, with the same headers', async () => {
    const [sdk, ours] = [await sentBySdk(), await signedPut(ADDRESS, KEY, BODY)];
    expect(ours.url).toBe(`https://${sdk.hostname}${sdk.path.replace('?x-id=PutObject', '')}`);
    expect(named(ours.headers)).toEqual(named(sdk.headers));
    expect(ours.body).toBe(BODY);
  });

  it('is signed for S3 in its Region, with every header that says something', async () => {
    const { headers } = await signedPut(ADDRESS, KEY, BODY);
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/us-west-2\/s3\/aws4_request, SignedHeaders=[a-z0-9;-]*host;if-none-match;[a-z0-9;-]*x-amz-security-token, Signature=[0-9a-f]{64}$/,
    );
    expect(headers.host).toBeUndefined();
  });

  it('is path-style at another endpoint', async () => {
    const { url } = await signedPut({ ...ADDRESS, endpoint: 'http://127.0.0.1:4566' }, KEY, BODY);
    expect(url).toBe(`http://127.0.0.1:4566/example-evidence/${KEY}`);
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, “GET Object”.
  it('the SHA-256 that is given to the signer makes AWS’s published signature', async () => {
    const signer = new SignatureV4({
      service: 's3',
      region: 'us-east-1',
      credentials: {
        accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
        secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      },
      sha256: NodeSha256,
      uriEscapePath: false,
    });
    const request = {
      ...{
        method: 'GET',
        protocol: 'https:',
        hostname: 'examplebucket.s3.amazonaws.com',
        path: '/test.txt',
        query: {},
      },
      headers: { host: 'examplebucket.s3.amazonaws.com', range: 'bytes=0-9' },
    };
    const { headers } = await signer.sign(request, { signingDate: new Date('2013-05-24T00:00:00Z') });
    expect(headers.authorization).toContain(
      'Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    );
  });
});
