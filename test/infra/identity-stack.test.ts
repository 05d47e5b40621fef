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

  it('the pool cannot be deleted by accident', () => {
    expect(userPool.DeletionProtection).toBe('ACTIVE');
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
  });

  it('a changed address counts only once it is verified', () => {
    expect(userPool).toMatchObject({
      AutoVerifiedAttributes: ['email'],
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
    });
  });
});

describe('DESIGN 2: access tokens carry the covered entity and the scope of the API', () => {
  it('the pre-token trigger gets the event V2_0, which the plan Essentials has', () => {
    const trigger = resource(identity, 'AWS::Lambda::Function', 'PreTokenGeneration').logicalId;

    expect(userPool.UserPoolTier).toBe('ESSENTIALS');
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
