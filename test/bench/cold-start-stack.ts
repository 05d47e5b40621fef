import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTables } from '../../infra/local/create-tables';
import { startEngines } from '../../infra/local/engines/engines';
import { FaultRegistry } from '../../infra/local/engines/faults/fault-registry';
import { bundleFile, ensureBundles } from '../../infra/bundle/fresh-bundles';
import { functionEnvironment } from '../../infra/local/function-environment';
import { ApiHandler } from '../../infra/local/gateway/api-handler';
import { CognitoAuthorizer } from '../../infra/local/gateway/cognito-authorizer';
import { startGatewayServer } from '../../infra/local/gateway/gateway-server';
import { LocalLambda, type LocalFunction } from '../../infra/local/lambda/local-lambda';
import {
  appendOnlyTables,
  bucketSeeds,
  keySeeds,
  LOCAL_REGION,
  logicalTableName,
  secretSeeds,
} from '../../infra/local/local-resources';
import { MovedClock } from '../../infra/local/moved-clock';
import { preTokenTrigger } from '../../infra/local/pre-token-trigger';
import { seedBusinessAssociateAgreements } from '../../infra/local/seed/business-associate-agreements';
import { DEMO_PASSWORD, demoUsers } from '../../infra/local/seed/demo-users';
import { Shutdown } from '../../infra/local/shutdown';
import { signIn } from '../../infra/local/sign-in';
import { functionDefinitions } from '../../shared/api/functions';
import { BASE_PATH } from '../../shared/api/routes/routes';
import type { StartedBundle } from './cold-start-instance';
import { coldStart } from './cold-start-instance';

export interface ColdStartStack {
  /** Milliseconds of CPU from the spawn to the end of the first invocation. @throws Error where it was no success */
  measure(bundle: StartedBundle): Promise<number>;
  close(): Promise<void>;
}

const PATH = '/hipaa/encrypt';

const quiet = (): void => undefined;

/** Engines and gateway of the local stack, whose functions are started by the bench: the calls that they make are real. */
export const startColdStartStack = async (): Promise<ColdStartStack> => {
  const shutdown = new Shutdown();
  const home = mkdtempSync(join(tmpdir(), 'phiducia-bench-'));
  shutdown.add(() => {
    rmSync(home, { recursive: true, force: true });
  });
  const clock = new MovedClock();
  const now = (): Date => clock.now();
  const logDescriptor = openSync(join(home, 'log'), 'a');
  shutdown.add(() => {
    closeSync(logDescriptor);
  });
  const late: { lambda?: LocalLambda } = {};
  const engines = await startEngines({
    ...{ directory: home, now, faults: new FaultRegistry(), onInternalError: quiet, region: LOCAL_REGION },
    ...{ keys: keySeeds, secrets: secretSeeds, buckets: bucketSeeds, userPool: {}, logicalTableName, appendOnlyTables },
    users: demoUsers.map((user) => ({ ...user, password: DEMO_PASSWORD })),
    preTokenGeneration: preTokenTrigger(() => late.lambda),
  });
  shutdown.add(() => engines.close());
  await createTables(engines.dynamodb.url, home);
  await ensureBundles();
  const environment = functionEnvironment(engines, {});
  const lambda = new LocalLambda({
    ...{ functions: functionDefinitions, bundleFile, environment, region: LOCAL_REGION, clock, logDescriptor },
  });
  late.lambda = lambda;
  shutdown.add(() => lambda.close());
  await seedBusinessAssociateAgreements(engines, now);
  const gateway = await startGatewayServer(0, now);
  shutdown.add(() => gateway.close());
  const { cognito } = engines;
  const { access } = await signIn(
    { cognito_url: cognito.url, client_id: cognito.clientId },
    'admin@demo.test',
    DEMO_PASSWORD,
  );

  const definition = functionDefinitions.find(({ id }) => id === 'EncryptValue') as LocalFunction;
  const measured: { bundle?: StartedBundle; ms?: number } = {};
  const api = new ApiHandler({
    authorizer: new CognitoAuthorizer({ ...cognito, now }),
    now,
    invoke: async (_, payload) => {
      if (measured.bundle === undefined) throw new Error('nothing is measured');
      const { ms, result } = await coldStart(measured.bundle, environment(definition), payload);
      measured.ms = ms;
      return { kind: 'answered', payload: JSON.stringify(result) };
    },
  });
  gateway.serve((call) => api.answer(call));
  const measure = async (bundle: StartedBundle): Promise<number> => {
    measured.bundle = bundle;
    const response = await fetch(`${gateway.url}${BASE_PATH}${PATH}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${access}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ value: 'example' }),
    });
    if (!response.ok || measured.ms === undefined) throw new Error(`A cold start answered ${response.status}.`);
    return measured.ms;
  };
  return { measure, close: () => shutdown.run() };
};
