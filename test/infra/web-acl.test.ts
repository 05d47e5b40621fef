import { routeEntries } from '../../shared/api/routes/routes';
import { templateOf } from './support/assembly';
import { referenced, resource, resourcesOfType } from './support/template';

const api = templateOf('Api');
const acl = resource(api, 'AWS::WAFv2::WebACL');

interface Rule {
  readonly Name: string;
  readonly Priority: number;
  readonly Action?: unknown;
  readonly OverrideAction?: unknown;
  readonly VisibilityConfig: { readonly SampledRequestsEnabled: boolean };
  readonly Statement: {
    readonly RateBasedStatement?: Readonly<Record<string, unknown>>;
    readonly ManagedRuleGroupStatement?: {
      readonly Name: string;
      readonly VendorName: string;
      readonly RuleActionOverrides: readonly { readonly Name: string; readonly ActionToUse: unknown }[];
      readonly ScopeDownStatement?: unknown;
    };
  };
}

const rules = acl.properties.Rules as readonly Rule[];
const ruleOf = (name: string): Rule => {
  const found = rules.find(({ Name }) => Name === name);
  if (found === undefined) throw new Error(`There is no rule ${name}.`);
  return found;
};

describe('164.308(a)(5)(ii)(B), 164.312(a)(1): a web ACL stands before the stage', () => {
  it('is associated with it', () => {
    const association = resource(api, 'AWS::WAFv2::WebACLAssociation').properties;

    expect(referenced(association.WebACLArn)).toBe(acl.logicalId);
    expect(JSON.stringify(association.ResourceArn)).toContain(resource(api, 'AWS::ApiGateway::Stage').logicalId);
  });

  it('has these rules, in this order, and blocks what they find', () => {
    expect(rules.map(({ Name, Priority }) => [Priority, Name])).toEqual([
      [0, 'RatePerAddress'],
      [1, 'AWSManagedRulesAmazonIpReputationList'],
      [2, 'AWSManagedRulesKnownBadInputsRuleSet'],
      [3, 'AWSManagedRulesCommonRuleSet'],
    ]);
    expect(ruleOf('RatePerAddress').Action).toEqual({ Block: {} });
    for (const { OverrideAction, Statement } of rules.slice(1)) {
      expect(OverrideAction).toEqual({ None: {} });
      expect(Statement.ManagedRuleGroupStatement?.VendorName).toBe('AWS');
      expect(Statement.ManagedRuleGroupStatement?.ScopeDownStatement).toBeUndefined();
    }
  });

  it('one address may use the busiest route to its full and no more', () => {
    const busiest = Math.max(...routeEntries.map(([, { throttle }]) => throttle.rate));

    expect(ruleOf('RatePerAddress').Statement.RateBasedStatement).toEqual({
      AggregateKeyType: 'IP',
      Limit: busiest * 300,
      EvaluationWindowSec: 300,
    });
  });
});

describe('a value of 1 MiB and a note with markup pass', () => {
  const counting = (name: string): readonly string[] =>
    (ruleOf(name).Statement.ManagedRuleGroupStatement?.RuleActionOverrides ?? []).map(({ Name, ActionToUse }) => {
      expect(ActionToUse).toEqual({ Count: {} });
      return Name;
    });

  it('what judges bodies by length, markup, paths, and URLs counts, and nothing else does', () => {
    expect(counting('AWSManagedRulesCommonRuleSet')).toEqual([
      'SizeRestrictions_BODY',
      'CrossSiteScripting_BODY',
      'GenericLFI_BODY',
      'GenericRFI_BODY',
    ]);
    expect(counting('AWSManagedRulesKnownBadInputsRuleSet')).toEqual([]);
    expect(counting('AWSManagedRulesAmazonIpReputationList')).toEqual([]);
  });

  it('the beginning of a body is inspected, 16 KB of it, and the rest passes', () => {
    expect(acl.properties.AssociationConfig).toEqual({
      RequestBody: { API_GATEWAY: { DefaultSizeInspectionLimit: 'KB_16' } },
    });
    expect(acl.properties.DefaultAction).toEqual({ Allow: {} });
  });
});

describe('guarantee 5: the web ACL keeps nothing of a request', () => {
  it('no rule samples requests', () => {
    const all = [acl.properties as unknown as Rule, ...rules];

    expect(all.map(({ VisibilityConfig }) => VisibilityConfig.SampledRequestsEnabled)).toEqual(all.map(() => false));
  });

  it('bodies, queries, cookies, and headers are substituted wherever AWS WAF writes, matched pieces too', () => {
    const { DataProtections } = acl.properties.DataProtectionConfig as {
      readonly DataProtections: readonly Readonly<Record<string, unknown>>[];
    };

    expect(DataProtections).toEqual(
      ['BODY', 'QUERY_STRING', 'SINGLE_COOKIE', 'SINGLE_HEADER', 'SINGLE_QUERY_ARGUMENT'].map((FieldType) => ({
        Action: 'SUBSTITUTION',
        // No keys: all of them.
        Field: { FieldType },
        ExcludeRuleMatchDetails: false,
        ExcludeRateBasedDetails: false,
      })),
    );
  });

  const logging = resource(api, 'AWS::WAFv2::LoggingConfiguration').properties;

  it('its log holds blocked requests alone, without path and query', () => {
    expect(logging.LoggingFilter).toEqual({
      DefaultBehavior: 'DROP',
      Filters: [{ Behavior: 'KEEP', Requirement: 'MEETS_ANY', Conditions: [{ ActionCondition: { Action: 'BLOCK' } }] }],
    });
    expect(logging.RedactedFields).toEqual([{ UriPath: {} }, { QueryString: {} }]);
  });

  it('its log group is ours, encrypted, of the name that AWS WAF demands, and there before', () => {
    const group = resourcesOfType(api, 'AWS::Logs::LogGroup').find(({ logicalId }) =>
      logicalId.startsWith('ApiWebAcl'),
    );
    const name = group?.properties.LogGroupName as { readonly 'Fn::Join': readonly [string, readonly unknown[]] };

    expect(name['Fn::Join'][1][0]).toBe('aws-waf-logs-phiducia-');
    expect(JSON.stringify(group?.properties.KmsKeyId)).toContain('DataKey');
    expect(JSON.stringify(logging.LogDestinationConfigs)).toContain(':log-group:aws-waf-logs-phiducia-');
    expect(JSON.stringify(logging.LogDestinationConfigs)).not.toContain(':*');
    expect(resource(api, 'AWS::WAFv2::LoggingConfiguration').DependsOn).toContain(group?.logicalId);
  });
});
