import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnLoggingConfiguration, CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { RouteDefinition } from '../../shared/api/routes/route-definition';
import { EncryptedLogGroup } from './encrypted-log-group';
import { RATE_WINDOW_SECONDS, visibility, webAclRules } from './web-acl-rules';

export interface WebAclProps {
  readonly restApi: RestApi;
  readonly routes: readonly RouteDefinition[];
  readonly encryptionKey: IKey;
}

/** Every part of a request that AWS WAF can protect, all keys of it: nothing of them is written anywhere. */
const PROTECTED_FIELDS = ['BODY', 'QUERY_STRING', 'SINGLE_COOKIE', 'SINGLE_HEADER', 'SINGLE_QUERY_ARGUMENT'] as const;

const substituted = (fieldType: string): CfnWebACL.DataProtectProperty => ({
  action: 'SUBSTITUTION',
  field: { fieldType },
  // What a rule matched would otherwise be quoted: it may be a piece of a note.
  excludeRuleMatchDetails: false,
  excludeRateBasedDetails: false,
});

/** One address may use the busiest route to its full, such as for an import, and nothing beyond. */
const requestsPerAddress = (routes: readonly RouteDefinition[]): number =>
  Math.max(...routes.map(({ throttle }) => throttle.rate)) * RATE_WINDOW_SECONDS;

/**
 * The web ACL of the API's stage. Its log holds blocked requests alone, and of those the rule, the time, the country, and
 * the address: who must be told apart to act on an attack (45 CFR 164.308(a)(6)(ii)).
 */
export class WebAcl extends Construct {
  constructor(scope: Construct, id: string, { restApi, routes, encryptionKey }: WebAclProps) {
    super(scope, id);
    const acl = new CfnWebACL(this, 'Acl', {
      description: 'Phiducia: the REST API',
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visibility('PhiduciaApi'),
      // Said outright, though it is the default: bodies longer than this pass, their beginning inspected. A larger limit
      // costs for each request and would still not reach 4 MiB.
      associationConfig: { requestBody: { API_GATEWAY: { defaultSizeInspectionLimit: 'KB_16' } } },
      dataProtectionConfig: { dataProtections: PROTECTED_FIELDS.map(substituted) },
      rules: webAclRules(requestsPerAddress(routes)),
    });
    new CfnWebACLAssociation(this, 'Association', {
      resourceArn: restApi.deploymentStage.stageArn,
      webAclArn: acl.attrArn,
    });
    this.logBlocked(acl, restApi, encryptionKey);
  }

  private logBlocked(acl: CfnWebACL, restApi: RestApi, encryptionKey: IKey): void {
    // AWS WAF writes to groups of this prefix alone.
    const logGroupName = `aws-waf-logs-phiducia-${restApi.restApiId}`;
    const { logGroup } = new EncryptedLogGroup(this, 'Log', { encryptionKey, logGroupName });
    const logging = new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: acl.attrArn,
      // Without the `:*` that CloudFormation's own ARN of a log group ends in.
      logDestinationConfigs: [
        Stack.of(this).formatArn({
          service: 'logs',
          resource: 'log-group',
          resourceName: logGroupName,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
      // The path: it holds ids. What else is redacted is the web ACL's data protection.
      redactedFields: [{ uriPath: {} }, { queryString: {} }],
      // A request that was merely counted is a clinician's, with a long note.
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          { Behavior: 'KEEP', Requirement: 'MEETS_ANY', Conditions: [{ ActionCondition: { Action: 'BLOCK' } }] },
        ],
      },
    });
    logging.node.addDependency(logGroup);
  }
}
