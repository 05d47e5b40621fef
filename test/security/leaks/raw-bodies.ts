import type { RouteDefinition } from '../../../shared/api/routes/route-definition';
import type { RouteInput, SentRequest } from './route-inputs';

/** Over the 4 MiB that a route takes, under the 6 MiB that the gateway does. */
const HUGE = 4.2 * 1024 * 1024;

const JSON_TYPE = 'application/json';

const sent = (example: SentRequest, body: string | Uint8Array, type = JSON_TYPE): SentRequest => ({
  ...example,
  json: undefined,
  body,
  headers: { ...example.headers, 'Content-Type': type },
});

const raw = (name: string, body: (quoted: string, text: string) => string | Uint8Array, type?: string): RouteInput => ({
  name: `raw body, ${name}`,
  plant: (example, text) => sent(example, body(JSON.stringify(text), text), type),
});

/** Bodies that are no object of JSON, or not quite. */
export const rawBodies = ({ request: { documents = [] } }: RouteDefinition): readonly RouteInput[] => [
  raw('cut', (quoted) => `{"note":${quoted}`),
  raw('duplicate names', (quoted) => `{${quoted}:1,${quoted}:2}`),
  raw('invalid UTF-8', (quoted) =>
    Buffer.concat([Buffer.from(`{"note":${quoted},"x":"`), Buffer.from([0xff, 0x22, 0x7d])]),
  ),
  raw('a lone surrogate', (quoted) => `{"note":${quoted.slice(0, -1)}\\ud800"}`),
  raw('a text', (quoted) => quoted),
  raw('an array', (quoted) => `[${quoted}]`),
  raw('no JSON', (_, text) => text),
  raw('__proto__', (quoted) => `{"__proto__":{"note":${quoted}}}`),
  raw('too deep', (quoted) => '['.repeat(40) + quoted + ']'.repeat(40)),
  raw('as text/plain', (_, text) => text, 'text/plain'),
  raw('as a form', (_, text) => new URLSearchParams({ note: text }).toString(), 'application/x-www-form-urlencoded'),
  { ...raw('huge', (quoted) => `{"note":${quoted},"x":"${'x'.repeat(HUGE)}"}`), once: true },
  ...documents.map((type) => raw(`a document, ${type}`, (_, text) => text, type)),
];
