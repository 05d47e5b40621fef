import { Agent, request as httpRequest } from 'node:http';
import { BASE_PATH } from '../../../shared/api/routes/routes';
import type { RequestOptions, StackResponse } from '../../support/stack-request';

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Connections to one stack on which everything can be sent: `fetch` sends no body with GET, and not every header. */
export class Wire {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 16 });

  constructor(readonly origin: string) {}

  /** @param path below `/api/v1` */
  send(method: string, path: string, options: RequestOptions): Promise<StackResponse> {
    const { token, json, query, headers } = options;
    const body = json === undefined ? options.body : JSON.stringify(json);
    const search = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`;
    const sent: Record<string, string> = {
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
      ...(body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }),
    };
    return new Promise((resolve, reject) => {
      const url = `${this.origin}${BASE_PATH}${path}${search}`;
      const request = httpRequest(url, { method, agent: this.#agent, headers: sent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject).once('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const answered = new Headers();
          for (let at = 0; at < response.rawHeaders.length; at += 2) {
            answered.append(response.rawHeaders[at] ?? '', response.rawHeaders[at + 1] ?? '');
          }
          resolve({ status: response.statusCode ?? 0, headers: answered, text, json: parsed(text) });
        });
      });
      request.once('error', reject).end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
