import { type App, Aspects, Tags } from 'aws-cdk-lib';
import type { DeploymentConfig } from '../config/deployment-config';
import { DeployableFunctions, type HandlerDirectory } from '../constructs/deployable-functions';
import { ApprovedRegionAspect } from '../guards/approved-region-aspect';
import { assertRegionApproved } from '../guards/region-guard';
import { ApiStack } from './api-stack';
import { DataStack } from './data-stack';
import { EvidenceStack } from './evidence-stack';
import { IdentityStack } from './identity-stack';
import { ObservabilityStack } from './observability-stack';

/** The stage in which evidence may be removed after a day. */
const DEVELOPMENT_STAGE = 'dev';

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
  });
  const identity = new IdentityStack(app, `Phiducia-${stage}-Identity`, {
    ...common,
    description: 'Phiducia: user pool and tokens',
    functions,
    dataKey: data.dataKey,
    settings: config,
  });
  const resources = {
    tables: data.tables,
    dataKey: data.dataKey,
    phiKey: data.phiKey,
    cursorKeySecret: data.cursorKeySecret,
    fernetSecretPrefix: `phiducia/${stage}/fernet/`,
    client: identity.client,
  };
  const evidence = new EvidenceStack(app, `Phiducia-${stage}-Evidence`, {
    ...common,
    description: 'Phiducia: functions of streams and schedules',
    functions,
    resources,
    settings: config,
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
  });
  new ObservabilityStack(app, `Phiducia-${stage}-Observability`, {
    ...common,
    description: 'Phiducia: dashboards and alarms',
    apiName,
    functions,
    resources,
    settings: config,
    logGroups: { Api: api.functionLogs, Evidence: evidence.functionLogs, Identity: identity.functionLogs },
    streamFunctionNames: evidence.streamFunctionNames,
  });

  Tags.of(app).add('application', 'phiducia');
  Tags.of(app).add('stage', stage);
  Tags.of(data).add('data-classification', 'phi');
  Aspects.of(app).add(new ApprovedRegionAspect(approvedRegions));
};
