import { type App, AspectPriority, Aspects, Tags } from 'aws-cdk-lib';
import type { DeploymentConfig } from '../config/deployment-config';
import { userPoolName } from '../config/identity-names';
import { DeployableFunctions, type HandlerDirectory } from '../constructs/deployable-functions';
import { ApprovedRegionAspect } from '../guards/approved-region-aspect';
import { assertRegionApproved } from '../guards/region-guard';
import type { FunctionPlace } from '../constructs/function-network';
import { ApiStack } from './api-stack';
import { DataStack } from './data-stack';
import { EvidenceStack } from './evidence-stack';
import { IdentityStack } from './identity-stack';
import { NetworkStack, type NetworkStackProps } from './network-stack';
import { ObservabilityStack } from './observability-stack';

/** The stage in which evidence may be removed after a day. */
const DEVELOPMENT_STAGE = 'dev';

const placeOf = (
  app: App,
  { stage }: DeploymentConfig,
  props: Omit<NetworkStackProps, 'description'>,
): FunctionPlace => {
  const description = 'Phiducia: the network of the functions';
  return new NetworkStack(app, `Phiducia-${stage}-Network`, { ...props, description }).place;
};

/**
 * Puts the stacks of one deployment into an app.
 * @throws ConfigurationError before any stack is made, when the Region is not approved
 */
export const addPhiduciaStacks = (app: App, config: DeploymentConfig, bundles: readonly HandlerDirectory[]): void => {
  assertRegionApproved(config);
  const { stage, region, approvedRegions } = config;
  const isDevelopment = stage === DEVELOPMENT_STAGE;
  const functions = new DeployableFunctions(bundles);
  // The account is the one of whoever deploys; the Region never is.
  const common = { env: { region }, terminationProtection: !isDevelopment };

  const data = new DataStack(app, `Phiducia-${stage}-Data`, {
    ...common,
    description: 'Phiducia: keys, tables, and the object-lock bucket',
    evidenceRetention: isDevelopment ? 'development' : 'production',
    approvedRegions,
  });
  const surroundings = {
    approvedRegions,
    reservedConcurrency: config.reservedConcurrency,
    place: config.vpc ? placeOf(app, config, { ...common, approvedRegions, dataKey: data.dataKey }) : undefined,
  };
  const identity = new IdentityStack(app, `Phiducia-${stage}-Identity`, {
    ...common,
    description: 'Phiducia: user pool and tokens',
    functions,
    dataKey: data.dataKey,
    settings: config,
    userPoolName: userPoolName(stage),
    userPoolPlan: config.userPoolPlan,
    surroundings,
  });
  const resources = {
    tables: data.tables,
    dataKey: data.dataKey,
    phiKey: data.phiKey,
    cursorKeySecret: data.cursorKeySecret,
    evidenceBucket: data.evidenceBucket,
    fernetSecretPrefix: `phiducia/${stage}/fernet/`,
    client: identity.client,
  };
  const evidence = new EvidenceStack(app, `Phiducia-${stage}-Evidence`, {
    ...common,
    description: 'Phiducia: functions of streams and schedules',
    functions,
    resources,
    settings: config,
    surroundings,
  });
  const apiName = `phiducia-${stage}`;
  const api = new ApiStack(app, `Phiducia-${stage}-Api`, {
    ...common,
    description: 'Phiducia: REST API and its functions',
    apiName,
    functions,
    resources,
    userPool: identity.userPool,
    settings: config,
    surroundings,
  });
  new ObservabilityStack(app, `Phiducia-${stage}-Observability`, {
    ...common,
    description: 'Phiducia: dashboards and alarms',
    apiName,
    functions,
    resources,
    settings: config,
    surroundings,
    logGroups: { Api: api.functionLogs, Evidence: evidence.functionLogs, Identity: identity.functionLogs },
    streamFunctionNames: evidence.streamFunctionNames,
  });

  Tags.of(app).add('application', 'phiducia');
  Tags.of(app).add('stage', stage);
  Tags.of(data).add('data-classification', 'phi');
  Aspects.of(app).add(new ApprovedRegionAspect(approvedRegions), { priority: AspectPriority.READONLY });
};
