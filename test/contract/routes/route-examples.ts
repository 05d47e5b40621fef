import { randomUUID } from 'node:crypto';
import type { OperationId } from '../../../shared/api/routes/routes';
import { baaTerms } from '../../support/stored-baa';
import type { LocalStack } from '../../support/local-stack';

interface ExampleRequest {
  readonly json?: unknown;
  readonly query?: Record<string, string>;
  /** The values of the path's variables. */
  readonly path?: Readonly<Record<string, string>>;
}

/** A request that a route accepts, and one that it must refuse for its form. */
export interface RouteExample {
  readonly valid: (stack: LocalStack) => Promise<ExampleRequest>;
  readonly invalid: ExampleRequest;
}

/** The path of a request: the route's, with its variables filled in. */
export const pathOf = (path: string, values: ExampleRequest['path'] = {}): string =>
  path.replace(/\{(\w+)\}/g, (variable, name: string) => values[name] ?? variable);

const encrypted = async (stack: LocalStack): Promise<unknown> => {
  const token = await stack.token('developer@demo.test');
  const response = await stack.api('POST', '/hipaa/encrypt', { token, json: { value: 'example' } });
  return response.json;
};

/** One example for each route: a route without one does not compile. */
export const routeExamples: Readonly<Record<OperationId, RouteExample>> = {
  encryptValue: {
    valid: () => Promise.resolve({ json: { value: 'example', category: 'diagnosis' } }),
    invalid: { json: { value: 7 } },
  },
  decryptValue: {
    valid: async (stack) => {
      const { ciphertext } = Object(await encrypted(stack)) as { readonly ciphertext: string };
      return { json: { ciphertext, purpose: 'operations' } };
    },
    invalid: { json: { ciphertext: ['phi.v1.'] } },
  },
  rewrapValue: {
    valid: async (stack) => {
      const { ciphertext } = Object(await encrypted(stack)) as { readonly ciphertext: string };
      return { json: { ciphertext } };
    },
    invalid: { json: { ciphertext: 'phi.v1.', purpose: 'treatment' } },
  },
  listAuditLogs: {
    valid: () => Promise.resolve({ query: { limit: '1' } }),
    invalid: { query: { limit: '101' } },
  },
  createBaa: {
    valid: () => Promise.resolve({ json: baaTerms() }),
    invalid: { json: { ...baaTerms(), phi_categories: [] } },
  },
  getBaa: {
    valid: async (stack) => {
      const token = await stack.token('admin@demo.test');
      const { json } = await stack.api('POST', '/hipaa/baa', { token, json: baaTerms() });
      return { path: { id: String(Reflect.get(Object(json) as object, 'id')) } };
    },
    invalid: { path: { id: 'no-uuid' } },
  },
  getReport: {
    valid: () => Promise.resolve({}),
    invalid: { query: { from: '2026-01-01', to: '2025-12-31' } },
  },
  getSession: {
    valid: () => Promise.resolve({}),
    invalid: {},
  },
  endSession: { valid: () => Promise.resolve({}), invalid: {} },
  endUserSessions: {
    valid: () => Promise.resolve({ path: { id: randomUUID() } }),
    invalid: { path: { id: randomUUID() }, query: { covered_entity_id: 'entity' } },
  },
  getHealth: { valid: () => Promise.resolve({}), invalid: {} },
  getOpenApi: { valid: () => Promise.resolve({}), invalid: {} },
};
