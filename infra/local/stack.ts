import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { functionDefinitions } from '../../shared/api/functions';
import { bundleFile, ensureBundles } from '../bundle/fresh-bundles';
import { type BackgroundWorkers, startBackgroundWorkers } from './background/background-workers';
import { scheduledEvent } from './background/schedule';
import { createTables, DynamoDbUnreachableError, TableMismatchError } from './create-tables';
import { readDashboard } from './dashboard/dashboard-data';
import { dashboardPage } from './dashboard/dashboard-page';
import { type Engines, startEngines } from './engines/engines';
import { FaultRegistry } from './engines/faults/fault-registry';
import { functionEnvironment, originsOfOverride, type SettingOverrides } from './function-environment';
import { ApiHandler } from './gateway/api-handler';
import { CognitoAuthorizer } from './gateway/cognito-authorizer';
import { startGatewayServer } from './gateway/gateway-server';
import { localControls } from './gateway/local-controls';
import { site } from './gateway/site';
import { LocalLambda } from './lambda/local-lambda';
import {
  appendOnlyTables,
  bucketSeeds,
  keySeeds,
  LOCAL_REGION,
  logicalTableName,
  secretSeeds,
} from './local-resources';
import { MovedClock } from './moved-clock';
import { landingPage } from './pages/landing-page';
import { preTokenTrigger } from './pre-token-trigger';
import { DEMO_PASSWORD, demoUsers } from './seed/demo-users';
import { Shutdown } from './shutdown';
import { seedBusinessAssociateAgreements } from './seed/business-associate-agreements';
import { seedPatients } from './seed/patients';

export interface StackOptions {
  /** Where the state and the log are. */
  readonly home: string;
  /** 0: any free one. */
  readonly port: number;
  readonly dynamodbEndpoint?: string;
  readonly settings: SettingOverrides;
  /** Whether functions of streams and schedules run. */
  readonly background: boolean;
  /** Whether the first start puts synthetic patients on file. */
  readonly seedPatients: boolean;
  /** Told of each step that takes a while. */
  readonly progress: (step: string) => void;
}

export interface RunningStack {
  readonly url: string;
  readonly region: string;
  readonly log: string;
  readonly clientId: string;
  readonly issuer: string;
  readonly kid: string;
  readonly cognitoUrl: string;
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Name and place of an engine's exception, without its message, which may quote what was stored. */
const engineFailureLog =
  (logDescriptor: number, now: () => Date) =>
  (error: unknown): void => {
    const frames =
      error instanceof Error ? (error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? []) : [];
    const name = error instanceof Error ? error.name : typeof error;
    const record = {
      timestamp: now().toISOString(),
      level: 'ERROR',
      message: 'local engine failed',
      error: { name, frames },
    };
    writeSync(logDescriptor, `${JSON.stringify(record)}\n`);
  };

interface EngineParts {
  readonly clock: MovedClock;
  readonly faults: FaultRegistry;
  readonly logDescriptor: number;
  readonly lambda: () => LocalLambda | undefined;
}

const startEnginesOf = (options: StackOptions, parts: EngineParts): Promise<Engines> =>
  startEngines({
    directory: options.home,
    now: () => parts.clock.now(),
    faults: parts.faults,
    onInternalError: engineFailureLog(parts.logDescriptor, () => parts.clock.now()),
    region: LOCAL_REGION,
    keys: keySeeds,
    secrets: secretSeeds,
    buckets: bucketSeeds,
    userPool: {},
    users: demoUsers.map(({ email, groups, coveredEntityId }) => ({
      email,
      groups,
      coveredEntityId,
      password: DEMO_PASSWORD,
    })),
    preTokenGeneration: preTokenTrigger(parts.lambda),
    dynamodbEndpoint: options.dynamodbEndpoint,
    logicalTableName,
    appendOnlyTables,
  });

const startLambda = (options: StackOptions, engines: Engines, clock: MovedClock, logDescriptor: number): LocalLambda =>
  new LocalLambda({
    functions: functionDefinitions,
    bundleFile,
    environment: functionEnvironment(engines, options.settings),
    region: LOCAL_REGION,
    clock,
    logDescriptor,
  });

const compose = async (options: StackOptions, shutdown: Shutdown): Promise<RunningStack> => {
  const { home, progress } = options;
  const clock = new MovedClock();
  const faults = new FaultRegistry();
  const now = (): Date => clock.now();
  const log = join(home, 'server.log');
  const late: { lambda?: LocalLambda; workers?: BackgroundWorkers } = {};

  const gateway = await startGatewayServer(options.port, now);
  shutdown.add(() => gateway.close());
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const logDescriptor = openSync(log, 'a', 0o600);
  shutdown.add(() => {
    closeSync(logDescriptor);
  });
  progress('starting the engines');
  const engines = await startEnginesOf(options, { clock, faults, logDescriptor, lambda: () => late.lambda });
  shutdown.add(() => engines.close());
  progress('creating the tables');
  await createTables(engines.dynamodb.url, home).catch((error: unknown) => {
    if (options.dynamodbEndpoint === undefined || error instanceof TableMismatchError) throw error;
    throw new DynamoDbUnreachableError(options.dynamodbEndpoint, { cause: error });
  });
  progress('bundling the functions');
  await ensureBundles();
  const lambda = startLambda(options, engines, clock, logDescriptor);
  late.lambda = lambda;
  shutdown.add(() => lambda.close());
  progress('seeding');
  await seedBusinessAssociateAgreements(engines, now);

  const api = new ApiHandler({
    authorizer: new CognitoAuthorizer({ ...engines.cognito, now }),
    invoke: (functionId, payload) => lambda.invoke(functionId, payload),
    now,
    allowedOrigins: originsOfOverride(options.settings),
  });
  gateway.serve(
    site({
      api: (call) => api.answer(call),
      controls: localControls({
        faults,
        clock,
        engines,
        instances: { counts: () => lambda.instanceCounts(), end: (functionId) => lambda.endInstances(functionId) },
        runScheduled: (functionId) =>
          functionDefinitions.some(({ id, kind }) => id === functionId && kind === 'scheduled')
            ? lambda.invoke(functionId, scheduledEvent(functionId, now()))
            : undefined,
        runStream: (functionId) => late.workers?.runStream(functionId),
      }),
      dashboard: async () =>
        dashboardPage(
          await readDashboard({
            dynamoDbUrl: engines.dynamodb.upstreamUrl,
            invoke: (functionId, payload) => lambda.invoke(functionId, payload),
            now,
          }),
        ),
      landingPage: () => landingPage({ url: gateway.url, region: LOCAL_REGION, home }),
    }),
  );
  const { clientId, issuer, kid, url: cognitoUrl } = engines.cognito;
  // Before streams are read: then they are read in large batches.
  if (options.seedPatients) {
    progress('seeding patients (the first start only)');
    await seedPatients({ home, url: gateway.url, cognitoUrl, clientId, now });
  }
  const workers = await startBackgroundWorkers({
    home,
    streamsEndpoint: engines.dynamodb.upstreamUrl,
    now,
    invoke: (functionId, payload) => lambda.invoke(functionId, payload),
    log: (message) => {
      writeSync(logDescriptor, `${JSON.stringify({ timestamp: now().toISOString(), level: 'WARN', message })}\n`);
    },
    running: options.background,
  });
  late.workers = workers;
  shutdown.add(() => workers.stop());
  return {
    url: gateway.url,
    region: LOCAL_REGION,
    log,
    clientId,
    issuer,
    kid,
    cognitoUrl,
    environment: { ...engines.environment },
    close: async () => {
      // Requests under way are answered first.
      await gateway.close();
      await shutdown.run();
    },
  };
};

/**
 * Starts the whole local stack in this process.
 * @throws PortInUseError, TableMismatchError, and what the engines throw; then nothing is left running
 */
export const startStack = async (options: StackOptions): Promise<RunningStack> => {
  const shutdown = new Shutdown();
  try {
    return await compose(options, shutdown);
  } catch (error) {
    await shutdown.run();
    throw error;
  }
};
