import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPoolGroup,
  CfnUserPoolRiskConfigurationAttachment,
  FeaturePlan,
  LambdaVersion,
  Mfa,
  StandardThreatProtectionMode,
  StringAttribute,
  UserPool,
  UserPoolOperation,
} from 'aws-cdk-lib/aws-cognito';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { PLATFORM_GROUP, ROLES } from '../../shared/domain/roles';
import type { UserPoolPlan } from '../config/deployment-config';
import { acknowledge } from '../guards/acknowledge';
import { pascalCase } from './pascal-case';

export interface WorkforceUserPoolProps {
  /** By which `npm run create-admin` and `npm run token` find the pool. */
  readonly name: string;
  readonly plan: UserPoolPlan;
  /** Puts the covered entity and the API's scope into access tokens. */
  readonly preTokenGeneration: IFunction;
}

/** The attribute that confines a user to one covered entity, without Cognito's prefix `custom:`. */
export const COVERED_ENTITY_ATTRIBUTE = 'covered_entity_id';

const UUID_LENGTH = 36;

/** The trigger event V2_0 and the rotation of refresh tokens need Essentials at least; threat protection needs Plus. */
const featuresOf = {
  plus: {
    featurePlan: FeaturePlan.PLUS,
    standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
  },
  essentials: { featurePlan: FeaturePlan.ESSENTIALS },
} as const;

const WITHOUT_THREAT_PROTECTION =
  'The deployment chose the plan Essentials by its context. What Plus adds is threat protection, at a price per user. ' +
  'A second factor is required of everybody, and tokens live 15 minutes.';

/**
 * The workforce's identities: unique (45 CFR 164.312(a)(2)(i)), made by administrators alone, authenticated with a
 * second factor (164.312(d)). A user's groups are the roles; the covered entity is set once, at creation, for good.
 */
export class WorkforceUserPool extends Construct {
  readonly userPool: UserPool;

  constructor(scope: Construct, id: string, { name, plan, preTokenGeneration }: WorkforceUserPoolProps) {
    super(scope, id);
    this.userPool = new UserPool(this, 'UserPool', {
      userPoolName: name,
      ...featuresOf[plan],
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      standardAttributes: { email: { required: true, mutable: true } },
      // A new address signs in only once it is verified.
      autoVerify: { email: true },
      keepOriginal: { email: true },
      customAttributes: {
        [COVERED_ENTITY_ATTRIBUTE]: new StringAttribute({ minLen: UUID_LENGTH, maxLen: UUID_LENGTH, mutable: false }),
      },
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 14,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        passwordHistorySize: 12,
        tempPasswordValidity: Duration.days(1),
      },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.userPool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, preTokenGeneration, LambdaVersion.V2_0);
    for (const groupName of [...ROLES, PLATFORM_GROUP]) {
      new CfnUserPoolGroup(this, `${pascalCase(groupName)}Group`, { userPoolId: this.userPool.userPoolId, groupName });
    }
    if (plan === 'plus') this.#reactToThreats();
    else acknowledge(this.userPool, 'solutions', 'COG8', WITHOUT_THREAT_PROTECTION);
  }

  /** What threat protection does by itself. Nobody is notified by it: that would need an address to send from. */
  #reactToThreats(): void {
    new CfnUserPoolRiskConfigurationAttachment(this, 'RiskConfiguration', {
      userPoolId: this.userPool.userPoolId,
      clientId: 'ALL',
      // Sign-in by SRP shows Cognito no password; a new one it sees, and refuses when it was in a breach elsewhere.
      compromisedCredentialsRiskConfiguration: { actions: { eventAction: 'BLOCK' } },
      accountTakeoverRiskConfiguration: {
        actions: {
          highAction: { eventAction: 'BLOCK', notify: false },
          mediumAction: { eventAction: 'MFA_REQUIRED', notify: false },
          lowAction: { eventAction: 'MFA_REQUIRED', notify: false },
        },
      },
    });
  }
}
