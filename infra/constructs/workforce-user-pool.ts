import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPoolGroup,
  FeaturePlan,
  LambdaVersion,
  Mfa,
  StringAttribute,
  UserPool,
  UserPoolOperation,
} from 'aws-cdk-lib/aws-cognito';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { PLATFORM_GROUP, ROLES } from '../../shared/domain/roles';
import { acknowledge } from '../guards/acknowledge';
import { pascalCase } from './pascal-case';

export interface WorkforceUserPoolProps {
  /** Puts the covered entity and the API's scope into access tokens. */
  readonly preTokenGeneration: IFunction;
}

/** The attribute that confines a user to one covered entity, without Cognito's prefix `custom:`. */
export const COVERED_ENTITY_ATTRIBUTE = 'covered_entity_id';

const UUID_LENGTH = 36;

/**
 * The workforce's identities: unique (45 CFR 164.312(a)(2)(i)), made by administrators alone, authenticated with a
 * second factor (164.312(d)). A user's groups are the roles; the covered entity is set once, at creation, for good.
 */
export class WorkforceUserPool extends Construct {
  readonly userPool: UserPool;

  constructor(scope: Construct, id: string, { preTokenGeneration }: WorkforceUserPoolProps) {
    super(scope, id);
    this.userPool = new UserPool(this, 'UserPool', {
      // The trigger event V2_0 and the rotation of refresh tokens need this plan.
      featurePlan: FeaturePlan.ESSENTIALS,
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
    acknowledge(
      this.userPool,
      'solutions',
      'COG8',
      'What Plus adds is threat protection, at a price per user. A second factor is required of everybody, tokens live 15 ' +
        'minutes, and sign-in failures are evidence and alarms.',
    );
  }
}
