import type { TableName } from '../config/tables';
import { capabilitiesOf, type OperationId, routeEntries } from './routes/routes';
import type { Capability } from './routes/route-definition';

/** What invokes a function. */
type Trigger =
  | { readonly kind: 'route'; readonly operationId: OperationId }
  | { readonly kind: 'method-not-allowed' | 'cognito-trigger' }
  /** Batches of a table's stream, one at a time per shard, tried again from the first record that failed. */
  | { readonly kind: 'stream'; readonly table: TableName; readonly batchSize: number }
  | { readonly kind: 'scheduled'; readonly everyMinutes: number }
  /** A custom widget of a CloudWatch dashboard, which invokes it with the rights of whoever looks. */
  | { readonly kind: 'widget'; readonly title: string };

/** One Lambda function: what is bundled, deployed, and run by the local stack. */
export type FunctionDefinition = Trigger & {
  /** Construct id and bundle folder, such as `EncryptValue`. */
  readonly id: string;
  /** Entry file, relative to the repository, exporting `handler`. */
  readonly entry: string;
  readonly capabilities: readonly Capability[];
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
};

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
  {
    id: 'SequenceAuditEvents',
    entry: 'functions/streams/sequence-audit-events.ts',
    kind: 'stream',
    table: 'audit',
    batchSize: 1000,
    capabilities: ['audit-stream:read', 'sequence:extend'],
    timeoutSeconds: 25,
    memoryMb: 1024,
  },
  {
    id: 'CatchUpSequence',
    entry: 'functions/scheduled/catch-up-sequence.ts',
    kind: 'scheduled',
    everyMinutes: 60,
    capabilities: ['audit:scan', 'sequence:extend', 'sequence:look-up'],
    timeoutSeconds: 300,
    memoryMb: 1024,
  },
  {
    id: 'ReconcileAudit',
    entry: 'functions/scheduled/reconcile-audit.ts',
    kind: 'scheduled',
    everyMinutes: 5,
    capabilities: [
      'audit-fallback:read',
      'audit:append',
      'reconciliation:note',
      'reconciliation:read',
      'sequence:extend',
    ],
    timeoutSeconds: 300,
    memoryMb: 512,
  },
  {
    id: 'AlertExpiringAgreements',
    entry: 'functions/scheduled/alert-expiring-agreements.ts',
    kind: 'scheduled',
    everyMinutes: 60,
    capabilities: ['baa:scan', 'baa:update', 'audit:append'],
    timeoutSeconds: 300,
    memoryMb: 512,
  },
  {
    id: 'RunJob',
    entry: 'functions/jobs/run-job.ts',
    kind: 'stream',
    table: 'jobs',
    // One page of work for each invocation.
    batchSize: 1,
    capabilities: [
      'job-stream:read',
      'job:read',
      'job:write',
      'audit:append',
      'baa:read',
      'tenant-key:read',
      'tenant-key:create',
      'phi-key:generate-data-key',
      'phi-key:decrypt',
      'patient:read',
      'patient:replace',
      'biometric:read',
      'biometric:create',
      'disclosure:read',
      'disclosure:create',
      'emergency-grant:read',
      'emergency-grant:find',
      'emergency-grant:update',
    ],
    timeoutSeconds: 25,
    memoryMb: 1024,
  },
  {
    id: 'RestartJobs',
    entry: 'functions/scheduled/restart-jobs.ts',
    kind: 'scheduled',
    everyMinutes: 1,
    capabilities: ['job:scan', 'job:write', 'audit:append'],
    timeoutSeconds: 25,
    memoryMb: 256,
  },
  {
    id: 'ShowControlProbes',
    entry: 'functions/widgets/show-control-probes.ts',
    kind: 'widget',
    title: 'Controls, probed now',
    capabilities: [
      'audit:append',
      'audit:inspect',
      'tenant-key:read',
      'phi-key:generate-data-key',
      'phi-key:decrypt',
      'phi-key:inspect',
    ],
    timeoutSeconds: 15,
    memoryMb: 512,
  },
  {
    id: 'ShowBreakGlassQueue',
    entry: 'functions/widgets/show-break-glass-queue.ts',
    kind: 'widget',
    title: 'Emergency access without a verdict',
    capabilities: ['audit:append', 'emergency-grant:list-pending'],
    timeoutSeconds: 15,
    memoryMb: 512,
  },
  {
    id: 'ShowExpiringAgreements',
    entry: 'functions/widgets/show-expiring-agreements.ts',
    kind: 'widget',
    title: 'Agreements that end within 90 days',
    capabilities: ['audit:append', 'baa:scan'],
    timeoutSeconds: 25,
    memoryMb: 512,
  },
  {
    id: 'EscalateOverdueReviews',
    entry: 'functions/scheduled/escalate-overdue-reviews.ts',
    kind: 'scheduled',
    everyMinutes: 15,
    capabilities: [
      'emergency-grant:escalate',
      'emergency-grant:update',
      'breach-assessment:escalate',
      'breach-assessment:update',
      'audit:append',
    ],
    timeoutSeconds: 300,
    memoryMb: 512,
  },
];
