import { randomUUID } from 'node:crypto';
import type { OperationId } from '../../../shared/api/routes/routes';
import type { LocalStack } from '../../support/local-stack';

/** A request that a route accepts, and one that it must refuse for its form. */
export interface RouteExample {
  /** The values of the path's variables, for both. */
  readonly path?: () => Readonly<Record<string, string>>;
  readonly valid: (stack: LocalStack) => Promise<{ readonly json?: unknown; readonly query?: Record<string, string> }>;
  readonly invalid: { readonly json?: unknown; readonly query?: Record<string, string> };
}

const encrypted = async (stack: LocalStack): Promise<unknown> => {
  const token = await stack.token('developer@demo.test');
  const response = await stack.api('POST', '/hipaa/encrypt', { token, json: { value: 'example' } });
  return response.json;
};

/** The path of a route with the example's values in the place of its variables. */
export const examplePath = (operationId: OperationId, path: string): string =>
  Object.entries(routeExamples[operationId].path?.() ?? {}).reduce(
    (filled, [name, value]) => filled.replace(`{${name}}`, value),
    path,
  );

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
  getSession: {
    valid: () => Promise.resolve({}),
    invalid: {},
  },
  endSession: { valid: () => Promise.resolve({}), invalid: {} },
  endUserSessions: {
    path: () => ({ id: randomUUID() }),
    valid: () => Promise.resolve({}),
    invalid: { query: { covered_entity_id: 'entity' } },
  },
  getHealth: { valid: () => Promise.resolve({}), invalid: {} },
  getOpenApi: { valid: () => Promise.resolve({}), invalid: {} },
};
