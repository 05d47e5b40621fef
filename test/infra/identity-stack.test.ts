import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { APP_CLIENT_NAME, userPoolName } from '../../infra/config/identity-names';
import { WorkforceUserPool } from '../../infra/constructs/workforce-user-pool';
import { API_SCOPE } from '../../shared/api/gateway-responses';
import { ROLES } from '../../shared/domain/roles';
import { templateOf } from './support/assembly';
import { referenced, resource, resourcesOfType } from './support/template';

const identity = templateOf('Identity');
const userPool = resource(identity, 'AWS::Cognito::UserPool').properties;
const client = resource(identity, 'AWS::Cognito::UserPoolClient').properties;

describe('164.312(d): persons are authenticated', () => {
  it('administrators alone create users', () => {
    expect(userPool.AdminCreateUserConfig).toEqual({ AllowAdminCreateUserOnly: true });
  });

  it('a time-based one-time password is required of everybody', () => {
    expect(userPool).toMatchObject({ MfaConfiguration: 'ON', EnabledMfas: ['SOFTWARE_TOKEN_MFA'] });
  });

  it('passwords are long, mixed, and not used again', () => {
    expect(userPool.Policies).toEqual({
      PasswordPolicy: {
        MinimumLength: 14,
        RequireLowercase: true,
        RequireUppercase: true,
        RequireNumbers: true,
        RequireSymbols: true,
        PasswordHistorySize: 12,
        TemporaryPasswordValidityDays: 1,
      },
    });
  });

  it('the pool cannot be deleted by accident, and outlives its stack', () => {
    expect(userPool.DeletionProtection).toBe('ACTIVE');
    expect(identity.Resources[resource(identity, 'AWS::Cognito::UserPool').logicalId]).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
  });

  it('a lost password is recovered by a verified address, never by a telephone number', () => {
    expect(userPool.AccountRecoverySetting).toEqual({
      RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }],
    });
    expect(userPool).not.toHaveProperty('SmsConfiguration');
  });

  it('the client holds no secret, signs in by SRP alone, and does not tell which users exist', () => {
    expect(client).toMatchObject({
      GenerateSecret: false,
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
      PreventUserExistenceErrors: 'ENABLED',
      SupportedIdentityProviders: ['COGNITO'],
    });
    expect(client).not.toHaveProperty('AllowedOAuthFlows');
  });
});

describe('164.308(a)(5)(ii)(C): sign-ins are watched', () => {
  it('threat protection acts, as the plan Plus allows', () => {
    expect(userPool).toMatchObject({ UserPoolTier: 'PLUS', UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' } });
  });

  it('a password known from a breach is refused, a sign-in of high risk is blocked, every other needs the code', () => {
    const { UserPoolId, ...risk } = resource(identity, 'AWS::Cognito::UserPoolRiskConfigurationAttachment').properties;

    expect(referenced(UserPoolId)).toBe(resource(identity, 'AWS::Cognito::UserPool').logicalId);
    expect(risk).toEqual({
      ClientId: 'ALL',
      CompromisedCredentialsRiskConfiguration: { Actions: { EventAction: 'BLOCK' } },
      AccountTakeoverRiskConfiguration: {
        Actions: {
          HighAction: { EventAction: 'BLOCK', Notify: false },
          MediumAction: { EventAction: 'MFA_REQUIRED', Notify: false },
          LowAction: { EventAction: 'MFA_REQUIRED', Notify: false },
        },
      },
    });
  });

  it('a deployment may choose the plan Essentials, which has none of it and the same second factor', () => {
    const stack = new Stack(new App(), 'Essentials');
    const arn = 'arn:aws:lambda:us-east-1:123456789012:function:trigger';
    const preTokenGeneration = Function.fromFunctionArn(stack, 'Trigger', arn);
    new WorkforceUserPool(stack, 'Workforce', { name: 'x', plan: 'essentials', preTokenGeneration });
    const essentials = Template.fromStack(stack);

    essentials.hasResourceProperties('AWS::Cognito::UserPool', {
      UserPoolTier: 'ESSENTIALS',
      UserPoolAddOns: Match.absent(),
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
    });
    essentials.resourceCountIs('AWS::Cognito::UserPoolRiskConfigurationAttachment', 0);
  });
});

describe('operator commands find the pool', () => {
  it('by the name of its stage, and the client by its own', () => {
    expect(userPool.UserPoolName).toBe(userPoolName('dev'));
    expect(resource(templateOf('Identity', 'prod'), 'AWS::Cognito::UserPool').properties.UserPoolName).toBe(
      'phiducia-prod',
    );
    expect(client.ClientName).toBe(APP_CLIENT_NAME);
  });

  it('or by the outputs of the stack, for people who may not list pools', () => {
    expect(Object.keys(identity.Outputs ?? {})).toEqual(expect.arrayContaining(['UserPoolId', 'UserPoolClientId']));
  });
});

describe('164.312(a)(2)(iii): tokens end', () => {
  it('access and ID tokens after 15 minutes, a sign-in after 12 hours', () => {
    expect(client).toMatchObject({
      AccessTokenValidity: 15,
      IdTokenValidity: 15,
      RefreshTokenValidity: 720,
      TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'minutes' },
    });
  });

  it('a refresh token works once, and the flow that would not rotate it is off', () => {
    expect(client.RefreshTokenRotation).toEqual({ Feature: 'ENABLED', RetryGracePeriodSeconds: 10 });
    expect(client.ExplicitAuthFlows).not.toContain('ALLOW_REFRESH_TOKEN_AUTH');
  });

  it('tokens can be revoked, which also gives them an origin_jti', () => {
    expect(client.EnableTokenRevocation).toBe(true);
  });
});

describe('164.312(a)(1): the covered entity of a user', () => {
  it('is set once, at creation', () => {
    expect(userPool.Schema).toContainEqual({
      Name: 'covered_entity_id',
      AttributeDataType: 'String',
      Mutable: false,
      StringAttributeConstraints: { MinLength: '36', MaxLength: '36' },
    });
  });

  it('no app client may write it: every client lists what it may write', () => {
    const clients = resourcesOfType(identity, 'AWS::Cognito::UserPoolClient');

    expect(clients.map(({ properties }) => properties.WriteAttributes)).toEqual([['email']]);
    expect(clients.map(({ properties }) => properties.ReadAttributes)).toEqual([['custom:covered_entity_id', 'email']]);
  });

  it('a changed address counts only once it is verified', () => {
    expect(userPool).toMatchObject({
      AutoVerifiedAttributes: ['email'],
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
    });
  });
});

describe('DESIGN 2: access tokens carry the covered entity and the scope of the API', () => {
  it('the pre-token trigger gets the event V2_0, which the plans Essentials and Plus have', () => {
    const trigger = resource(identity, 'AWS::Lambda::Function', 'PreTokenGeneration').logicalId;

    expect(userPool.UserPoolTier).toBe('PLUS');
    expect(userPool.LambdaConfig).toEqual({
      PreTokenGenerationConfig: { LambdaVersion: 'V2_0', LambdaArn: { 'Fn::GetAtt': [trigger, 'Arn'] } },
    });
  });

  it('this pool alone may call the trigger', () => {
    expect(resource(identity, 'AWS::Lambda::Permission').properties).toMatchObject({
      Principal: 'cognito-idp.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': [resource(identity, 'AWS::Cognito::UserPool').logicalId, 'Arn'] },
    });
  });

  it('the scope that every method demands is one of the resource server', () => {
    const { Identifier, Scopes } = resource(identity, 'AWS::Cognito::UserPoolResourceServer').properties as {
      readonly Identifier: string;
      readonly Scopes: readonly { readonly ScopeName: string }[];
    };

    expect(Scopes.map(({ ScopeName }) => `${Identifier}/${ScopeName}`)).toEqual([API_SCOPE]);
  });
});

describe('164.308(a)(4)(ii)(C): roles are groups', () => {
  it('each role has its group, platform operators have theirs, and there is no other', () => {
    const groups = resourcesOfType(identity, 'AWS::Cognito::UserPoolGroup');
    const pool = resource(identity, 'AWS::Cognito::UserPool').logicalId;

    expect(groups.map(({ properties }) => properties.GroupName)).toEqual([...ROLES, 'platform']);
    expect(groups.every(({ properties }) => referenced(properties.UserPoolId) === pool)).toBe(true);
  });
});
