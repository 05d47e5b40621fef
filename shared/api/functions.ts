import { capabilitiesOf, type OperationId, routeEntries } from './routes/routes';
import type { Capability } from './routes/route-definition';

/** One Lambda function: what is bundled, deployed, and run by the local stack. */
export interface FunctionDefinition {
  /** Construct id and bundle folder, such as `EncryptValue`. */
  readonly id: string;
  /** Entry file, relative to the repository, exporting `handler`. */
  readonly entry: string;
  readonly kind: 'route' | 'method-not-allowed' | 'cognito-trigger';
  readonly operationId?: OperationId;
  readonly capabilities: readonly Capability[];
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
}

const pascalCase = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
const kebabCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const routeFunctions: readonly FunctionDefinition[] = routeEntries.map(([operationId, route]) => ({
  id: pascalCase(operationId),
  entry: `functions/${route.group}/${kebabCase(operationId)}.ts`,
  kind: 'route',
  operationId,
  capabilities: capabilitiesOf(route),
  timeoutSeconds: route.timeoutSeconds,
  memoryMb: 1024,
}));

/** Every function of the system. The handler of `getPatient` is `functions/<group>/get-patient.ts`, nothing else. */
export const functionDefinitions: readonly FunctionDefinition[] = [
  ...routeFunctions,
  {
    id: 'MethodNotAllowed',
    entry: 'functions/public/method-not-allowed.ts',
    kind: 'method-not-allowed',
    capabilities: [],
    timeoutSeconds: 5,
    memoryMb: 256,
  },
  {
    id: 'PreTokenGeneration',
    entry: 'functions/identity/pre-token-generation.ts',
    kind: 'cognito-trigger',
    capabilities: [],
    timeoutSeconds: 5,
    memoryMb: 256,
  },
];
