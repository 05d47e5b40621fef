import { Duration } from 'aws-cdk-lib';
import {
  ClientAttributes,
  type IUserPool,
  UserPoolClient,
  UserPoolClientIdentityProvider,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { APP_CLIENT_NAME } from '../config/identity-names';
import { COVERED_ENTITY_ATTRIBUTE } from './workforce-user-pool';

export interface WorkforceAppClientProps {
  readonly userPool: IUserPool;
}

/**
 * The app client of people who sign in. Tokens live 15 minutes and a sign-in 12 hours (automatic logoff, 45 CFR
 * 164.312(a)(2)(iii)); each refresh token works once. Sign-in is by SRP alone, in every stage, so that no password
 * reaches our side: docs/decisions/0020-srp-is-the-only-sign-in-flow.md.
 */
export class WorkforceAppClient extends Construct {
  readonly client: UserPoolClient;

  constructor(scope: Construct, id: string, { userPool }: WorkforceAppClientProps) {
    super(scope, id);
    const email = new ClientAttributes().withStandardAttributes({ email: true });
    this.client = new UserPoolClient(this, 'Client', {
      userPool,
      userPoolClientName: APP_CLIENT_NAME,
      // Public clients cannot keep a secret.
      generateSecret: false,
      disableOAuth: true,
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      authFlows: { userSrp: true },
      accessTokenValidity: Duration.minutes(15),
      idTokenValidity: Duration.minutes(15),
      refreshTokenValidity: Duration.hours(12),
      // Long enough for a repeat after a lost answer. With it, REFRESH_TOKEN_AUTH is off: GetTokensFromRefreshToken.
      refreshTokenRotationGracePeriod: Duration.seconds(10),
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
      readAttributes: email.withCustomAttributes(COVERED_ENTITY_ATTRIBUTE),
      // Without this list a client may write every attribute, and with it the tenant: 45 CFR 164.312(a)(1).
      writeAttributes: email,
    });
  }
}
