import { createHash, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { headerOf, type HttpExchange } from '../http/http-outcome';
import { s3Error } from './s3-error';

/** An object's body as stored, with its checksum. */
export interface Payload {
  readonly body: Buffer;
  readonly checksum: Checksum;
  /** Whether the request brought a checksum: Object Lock demands one. */
  readonly checked: boolean;
}

export const CHECKSUM_ALGORITHMS = ['crc32', 'sha1', 'sha256'] as const;
interface Checksum {
  readonly algorithm: (typeof CHECKSUM_ALGORITHMS)[number];
  /** Base64, as in `x-amz-checksum-…`. */
  readonly value: string;
}

const CHUNK_HEADER = /^([0-9a-fA-F]{1,8})(?:;[^\r\n]*)?$/;

/**
 * The payload of a PutObject: plain, or `aws-chunked` with trailing checksum as the SDK sends streams. A checksum or
 * Content-MD5 that does not fit is refused. CRC32C and CRC64NVME are not here; the SDK's default is CRC32.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function payloadOf(exchange: HttpExchange): Payload {
  const codings = headerOf(exchange, 'content-encoding')?.split(',') ?? [];
  const chunked = codings.some((coding) => coding.trim() === 'aws-chunked');
  const decoded = chunked ? decodeChunks(exchange.body) : { body: exchange.body, trailers: new Map<string, string>() };
  const declaredLength = headerOf(exchange, 'x-amz-decoded-content-length');
  if (chunked && Number(declaredLength) !== decoded.body.byteLength) throw s3Error('IncompleteBody');
  const md5 = headerOf(exchange, 'content-md5');
  if (md5 !== undefined) requireEqual(md5, digestOf('md5', decoded.body));
  const declared = declaredChecksum(exchange, decoded.trailers);
  if (declared !== undefined) requireEqual(declared.value, digestOf(declared.algorithm, decoded.body));
  const checksum = declared ?? { algorithm: 'crc32', value: digestOf('crc32', decoded.body) };
  return { body: decoded.body, checksum, checked: declared !== undefined || md5 !== undefined };
}

function declaredChecksum(exchange: HttpExchange, trailers: ReadonlyMap<string, string>) {
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const name = `x-amz-checksum-${algorithm}`;
    const value = headerOf(exchange, name) ?? trailers.get(name);
    if (value !== undefined) return { algorithm, value };
  }
  for (const algorithm of ['crc32c', 'crc64nvme']) {
    const name = `x-amz-checksum-${algorithm}`;
    if (headerOf(exchange, name) !== undefined || trailers.has(name))
      throw s3Error('NotImplemented', `${algorithm} is not here.`);
  }
  return undefined;
}

/** `SIZE[;chunk-signature=…]CRLF DATA CRLF` …, a chunk of size 0, then trailers. */
function decodeChunks(body: Buffer): { readonly body: Buffer; readonly trailers: ReadonlyMap<string, string> } {
  const chunks: Buffer[] = [];
  let position = 0;
  const nextLine = (): string => {
    const end = body.indexOf('\r\n', position, 'latin1');
    if (end < 0) throw s3Error('IncompleteBody');
    const line = body.toString('latin1', position, end);
    position = end + 2;
    return line;
  };
  for (;;) {
    const size = Number.parseInt(CHUNK_HEADER.exec(nextLine())?.[1] ?? '', 16);
    if (Number.isNaN(size)) throw s3Error('InvalidRequest', 'The chunk header is malformed.');
    if (size === 0) break;
    if (position + size + 2 > body.byteLength) throw s3Error('IncompleteBody');
    chunks.push(body.subarray(position, position + size));
    position += size;
    if (nextLine() !== '') throw s3Error('InvalidRequest', 'The chunk is longer than its size.');
  }
  const trailers = new Map<string, string>();
  while (position < body.byteLength) {
    const line = nextLine();
    const colon = line.indexOf(':');
    if (colon > 0) trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return { body: Buffer.concat(chunks), trailers };
}

function digestOf(algorithm: Checksum['algorithm'] | 'md5', body: Buffer): string {
  if (algorithm !== 'crc32') return createHash(algorithm).update(body).digest('base64');
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return bytes.toString('base64');
}

function requireEqual(declared: string, actual: string): void {
  const [a, b] = [Buffer.from(declared, 'base64'), Buffer.from(actual, 'base64')];
  if (a.byteLength !== b.byteLength || !timingSafeEqual(a, b)) {
    throw s3Error('BadDigest', 'The checksum you specified did not match the payload.');
  }
}
