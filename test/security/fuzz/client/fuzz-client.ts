import { Agent, request as httpRequest } from 'node:http';
import type { LocalStack } from '../../../support/local-stack';
import type { Caller, FuzzRequest } from '../generate/requests';
import type { Known } from '../generate/drawn';
import { KnownThings } from './known-things';
import { curlCommand, written, type WrittenRequest } from './written-request';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly durationMs: number;
}

/** A request that was sent, with its answer. */
export interface Exchange {
  readonly request: FuzzRequest;
  readonly sent: WrittenRequest;
  readonly answer: Answer;
  readonly curl: string;
}

type User = Exclude<Caller, 'nobody'>;

/** Whom a client calls as: the same callers, at home in entity A or in entity B. */
const USERS: Readonly<Record<'a' | 'b', Readonly<Record<User, string>>>> = {
  a: {
    admin: 'admin@demo.test',
    clinician: 'clinician@demo.test',
    clinician2: 'clinician2@demo.test',
    developer: 'developer@demo.test',
    auditor: 'auditor@demo.test',
    nogroup: 'nogroup@demo.test',
    otherAdmin: 'admin@other.test',
    platform: 'root@platform.test',
  },
  b: {
    admin: 'admin@other.test',
    clinician: 'clinician@other.test',
    clinician2: 'clinician@other.test',
    developer: 'admin@other.test',
    auditor: 'admin@other.test',
    nogroup: 'nogroup@demo.test',
    otherAdmin: 'admin@demo.test',
    platform: 'root@platform.test',
  },
};

/** Why a token is worth nothing any more: its session was ended, by the fuzz itself. */
const ENDED_SESSION = /"session-(revoked|idle|expired)"/;

/** Of the fifteen minutes that a token is good for: a whole run takes longer. */
const RENEWED_AFTER_MS = 5 * 60_000;

interface SignedIn {
  readonly token: Promise<string>;
  readonly at: number;
}

/** Sends requests as they are: `fetch` would mend paths, refuse bodies, and join headers. */
export class FuzzClient {
  readonly things = new KnownThings();
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 16 });
  readonly #tokens = new Map<Caller, SignedIn>();

  constructor(
    readonly stack: LocalStack,
    readonly entity: 'a' | 'b',
  ) {}

  close(): void {
    this.#agent.destroy();
  }

  async send(request: FuzzRequest): Promise<Exchange> {
    const sent = written(request, (known, path) => this.#lookUp(known, request.caller, path));
    const token = await this.#token(request.caller);
    const authorization = token === undefined ? [] : [['Authorization', `Bearer ${token}`] as const];
    const answer = await this.exchange(sent.method, sent.target, [...authorization, ...sent.headers], sent.body);
    if (ENDED_SESSION.test(answer.text)) this.#tokens.delete(request.caller);
    this.#learn(request, sent, answer);
    return { request, sent, answer, curl: curlCommand(this.stack.url, sent, token !== undefined) };
  }

  /** One request over HTTP/1.1, byte for byte as given. */
  exchange(
    method: string,
    path: string,
    headers: readonly (readonly [string, string])[],
    body?: Uint8Array,
  ): Promise<Answer> {
    const { hostname, port } = new URL(this.stack.url);
    const length = body === undefined ? [] : [['Content-Length', String(body.byteLength)] as const];
    const startedAt = performance.now();
    return new Promise((resolve, reject) => {
      const request = httpRequest({ hostname, port, method, path, agent: this.#agent, setHost: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () => {
          const pairs = Object.entries(response.headers).map(([name, value]): [string, string] => [
            name,
            String(value),
          ]);
          const text = Buffer.concat(chunks).toString('utf8');
          const durationMs = performance.now() - startedAt;
          resolve({ status: response.statusCode ?? 0, headers: new Headers(pairs), text, durationMs });
        });
      });
      request.once('error', reject);
      request.appendHeader('Host', `${hostname}:${port}`);
      for (const [name, value] of [...headers, ...length]) request.appendHeader(name, value);
      request.end(body);
    });
  }

  #token(caller: Caller): Promise<string | undefined> {
    if (caller === 'nobody') return Promise.resolve(undefined);
    const known = this.#tokens.get(caller);
    if (known !== undefined && performance.now() - known.at < RENEWED_AFTER_MS) return known.token;
    const token = this.stack.token(USERS[this.entity][caller]);
    this.#tokens.set(caller, { token, at: performance.now() });
    return token;
  }

  /** A caller of an entity mostly names no entity or its own; a platform operator mostly names the client's. */
  #lookUp({ kind, index }: Known, caller: Caller, path: Readonly<Record<string, unknown>>): unknown {
    const { a, b } = this.stack.ready.covered_entities;
    const [own, other] = this.entity === 'a' ? [a, b] : [b, a];
    if (kind === 'etag' && index < 3) return this.things.etagOf(path.id) ?? this.things.find(kind, 0);
    if (kind !== 'entity') return this.things.find(kind, index);
    if (caller === 'platform') return index === 7 ? undefined : index === 6 ? other : own;
    const [home, away] = caller === 'otherAdmin' ? [other, own] : [own, other];
    return index === 7 ? away : index > 4 ? home : undefined;
  }

  #learn({ operation, caller }: FuzzRequest, { json, headers }: WrittenRequest, answer: Answer): void {
    if (answer.status >= 300 || caller === 'otherAdmin') return;
    const type = answer.headers.get('content-type') ?? '';
    const body: unknown = type === 'application/json' && answer.text !== '' ? JSON.parse(answer.text) : undefined;
    this.things.learn(operation, json, body, answer.headers);
    const key = headers.find(([name]) => name === 'Idempotency-Key')?.[1];
    if (key !== undefined) this.things.add('idempotency_key', key);
  }
}
