const HEALTH = '/api/v1/health';
const ENCRYPT = '/api/v1/hipaa/encrypt';
const HOST = 'Host: 127.0.0.1\r\n';

const get = (target: string, headers = HOST): string => `GET ${target} HTTP/1.1\r\n${headers}\r\n`;
const post = (headers: string, body: string, target = ENCRYPT): string =>
  `POST ${target} HTTP/1.1\r\n${HOST}${headers}\r\n${body}`;

interface MalformedHttp {
  readonly bytes: string;
  /** What is well-formed, if unusual, may be answered; everything else is refused or the connection closed. */
  readonly mayAnswer?: true;
  readonly leaves?: true;
}

const chunked = 'Transfer-Encoding: chunked\r\n';
const long = (length: number): string => 'a'.repeat(length);

/** What a client can write on a connection that is no request, or hardly one. */
export const malformedHttp: Readonly<Record<string, MalformedHttp>> = {
  'no request line': { bytes: '\r\n\r\n\r\nnonsense\r\n\r\n' },
  'bytes of TLS': { bytes: '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + '\x00'.repeat(40) + '\r\n\r\n' },
  'the preface of HTTP/2': { bytes: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n' },
  'a method that nobody has': { bytes: `BREW ${HEALTH} HTTP/1.1\r\n${HOST}\r\n` },
  'a method in lower case': { bytes: `get ${HEALTH} HTTP/1.1\r\n${HOST}\r\n` },
  'a version that nobody speaks': { bytes: `GET ${HEALTH} HTTP/3.7\r\n${HOST}\r\n` },
  'HTTP/0.9': { bytes: `GET ${HEALTH}\r\n\r\n`, mayAnswer: true },
  'HTTP/1.0 without a host': { bytes: `GET ${HEALTH} HTTP/1.0\r\n\r\n`, mayAnswer: true },
  'no host': { bytes: get(HEALTH, '') },
  'two hosts': { bytes: get(HEALTH, `${HOST}Host: other\r\n`), mayAnswer: true },
  'an absolute target': { bytes: get(`http://other.example${HEALTH}`), mayAnswer: true },
  'an absolute target without a path': { bytes: get('http://'), mayAnswer: true },
  'an asterisk': { bytes: get('*') },
  'a target without a slash': { bytes: get('api/v1/health') },
  'a target with a space': { bytes: get('/api/v1/he alth') },
  'a target with a tab': { bytes: get('/api/v1/\thealth') },
  'a target with NUL': { bytes: get('/api/v1/\x00health') },
  'a target with bytes above ASCII': { bytes: get('/api/v1/\xff\xfe') },
  'a target with dots': { bytes: get('/api/v1/../../etc/passwd') },
  'a target with empty segments': { bytes: get('//api///v1//health') },
  'a target with broken escapes': { bytes: get('/api/v1/patients/%') },
  'a target of nothing but question marks': { bytes: get('????') },
  'a fragment': { bytes: get(`${HEALTH}#x`), mayAnswer: true },
  CONNECT: { bytes: `CONNECT ${HEALTH} HTTP/1.1\r\n${HOST}\r\n` },
  'CONNECT to a host': { bytes: `CONNECT other.example:443 HTTP/1.1\r\n${HOST}\r\n` },
  TRACE: { bytes: `TRACE ${HEALTH} HTTP/1.1\r\n${HOST}\r\n` },
  'an upgrade to a web socket': {
    bytes: get(HEALTH, `${HOST}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: eA==\r\n`),
    mayAnswer: true,
  },
  'an expectation that nobody meets': { bytes: post('Expect: tea\r\nContent-Length: 2\r\n', '{}') },
  'an expectation to go on': { bytes: post('Expect: 100-continue\r\nContent-Length: 2\r\n', '{}') },
  'a header without a colon': { bytes: get(HEALTH, `${HOST}nonsense\r\n`) },
  'a header without a name': { bytes: get(HEALTH, `${HOST}: value\r\n`) },
  'a header with a space before its colon': { bytes: get(HEALTH, `${HOST}X-A : b\r\n`) },
  'a folded header': { bytes: get(HEALTH, `${HOST}X-A: b\r\n c\r\n`) },
  'a header with NUL': { bytes: get(HEALTH, `${HOST}X-A: a\x00b\r\n`) },
  'a header with a bare line feed': { bytes: get(HEALTH, `${HOST}X-A: a\nX-B: c\r\n`), mayAnswer: true },
  'a header with a bare carriage return': { bytes: get(HEALTH, `${HOST}X-A: a\rb\r\n`) },
  'headers past the limit': { bytes: get(HEALTH, `${HOST}X-A: ${long(20_000)}\r\n`) },
  'a target past the limit': { bytes: get(`${HEALTH}?${long(20_000)}`) },
  'a thousand headers': {
    bytes: get(HEALTH, `${HOST}${Array.from({ length: 1000 }, (_, index) => `X${index}: b\r\n`).join('')}`),
    mayAnswer: true,
  },
  'ten thousand headers': {
    bytes: get(HEALTH, `${HOST}${Array.from({ length: 10_000 }, (_, index) => `X${index}: b\r\n`).join('')}`),
  },
  'two lengths': { bytes: post('Content-Length: 2\r\nContent-Length: 3\r\n', '{}x') },
  'a length below zero': { bytes: post('Content-Length: -1\r\n', '{}') },
  'a length in words': { bytes: post('Content-Length: two\r\n', '{}') },
  'a length with a sign': { bytes: post('Content-Length: +2\r\n', '{}') },
  'a length past every integer': { bytes: post(`Content-Length: ${'9'.repeat(40)}\r\n`, '{}') },
  'length and chunks at once': { bytes: post(`Content-Length: 2\r\n${chunked}`, '0\r\n\r\n') },
  'chunks and length at once': { bytes: post(`${chunked}Content-Length: 2\r\n`, '0\r\n\r\n') },
  'chunks twice': { bytes: post(`${chunked}${chunked}`, '0\r\n\r\n'), mayAnswer: true },
  'a transfer coding that nobody knows': { bytes: post('Transfer-Encoding: rot13\r\n', '{}') },
  'chunked, but not last': { bytes: post('Transfer-Encoding: chunked, identity\r\n', '0\r\n\r\n') },
  'a chunk whose size is no number': { bytes: post(chunked, 'xyz\r\n{}\r\n0\r\n\r\n') },
  'a chunk whose size is past every integer': { bytes: post(chunked, `${'f'.repeat(40)}\r\n{}\r\n0\r\n\r\n`) },
  'a chunk longer than its size': { bytes: post(chunked, '1\r\n{}{}{}\r\n0\r\n\r\n') },
  'a chunk with an extension': { bytes: post(chunked, '2;a=b\r\n{}\r\n0\r\n\r\n'), mayAnswer: true },
  'chunks with trailers': { bytes: post(chunked, '2\r\n{}\r\n0\r\nX-Trailer: a\r\n\r\n'), mayAnswer: true },
  'a body where none belongs': {
    bytes: `GET ${HEALTH} HTTP/1.1\r\n${HOST}Content-Length: 3\r\n\r\nabc`,
    mayAnswer: true,
  },
  'one request behind another': { bytes: get(HEALTH) + get(HEALTH) + get(HEALTH), mayAnswer: true },
  'nonsense behind a request': { bytes: `${get(HEALTH)}nonsense\r\n\r\n`, mayAnswer: true },
  'a request hidden behind a length': {
    bytes: post(`Content-Length: 0\r\n${chunked}`, `0\r\n\r\n${get(HEALTH)}`),
  },
  'a client that leaves in the request line': { bytes: 'GET /api/v1/hea', leaves: true },
  'a client that leaves in the headers': { bytes: `GET ${HEALTH} HTTP/1.1\r\nHost: a`, leaves: true },
  'a client that leaves in the body': { bytes: post('Content-Length: 4000000\r\n', '{"value":"'), leaves: true },
  'a client that leaves in a chunk': { bytes: post(chunked, 'ffff\r\n{"value":"'), leaves: true },
  'a client that leaves before the answer': { bytes: get('/api/v1/openapi.json'), leaves: true },
  'a client that leaves in a pipeline': { bytes: get('/api/v1/openapi.json').repeat(10), leaves: true },
};
