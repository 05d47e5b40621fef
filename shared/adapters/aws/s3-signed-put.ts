import { createHash } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { defaultProvider } from './environment-credentials';
import { NodeSha256 } from './node-sha256';

/** Where a bucket is. */
export interface BucketAddress {
  readonly bucket: string;
  readonly region: string;
  /** Another endpoint than AWS's own (`AWS_ENDPOINT_URL_S3`), called path-style. */
  readonly endpoint?: string | undefined;
}

const urlOf = ({ bucket, region, endpoint }: BucketAddress, key: string): URL =>
  new URL(
    endpoint === undefined ? `https://${bucket}.s3.${region}.amazonaws.com/${key}` : `${endpoint}/${bucket}/${key}`,
  );

/** A request as `fetch` takes it. */
export interface SignedRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * `PutObject` of JSON under a key that must be new, signed by the SDK's signer: the request that `S3Client` would send,
 * without the 166 KB of its bundle (docs/decisions/0030).
 * @param key of letters, digits, `-`, `.`, and `/` alone, which no encoding changes
 */
export const signedPut = async (address: BucketAddress, key: string, body: string): Promise<SignedRequest> => {
  const { protocol, host, hostname, port, pathname, href } = urlOf(address, key);
  const signer = new SignatureV4({
    service: 's3',
    region: address.region,
    credentials: defaultProvider(),
    sha256: NodeSha256,
    uriEscapePath: false,
  });
  const { headers } = await signer.sign({
    method: 'PUT',
    protocol,
    hostname,
    ...(port === '' ? {} : { port: Number(port) }),
    path: pathname,
    query: {},
    headers: {
      host,
      'content-type': 'application/json',
      'if-none-match': '*',
      // Object Lock asks for one.
      'x-amz-sdk-checksum-algorithm': 'SHA256',
      'x-amz-checksum-sha256': createHash('sha256').update(body).digest('base64'),
    },
    body,
  });
  // `fetch` states the host itself, of the same address.
  const others = Object.entries(headers).filter(([name]) => name !== 'host');
  return { url: href, headers: Object.fromEntries(others), body };
};
