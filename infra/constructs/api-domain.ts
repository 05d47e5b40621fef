import { CfnOutput } from 'aws-cdk-lib';
import { BasePathMapping, DomainName, EndpointType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Construct } from 'constructs';
import { STAGE_NAME, VERSION_PREFIX } from '../../shared/api/routes/routes';
import type { CustomDomain } from '../config/deployment-choices';
import { requireModernTls } from './modern-tls';

export interface ApiDomainProps {
  readonly domain: CustomDomain;
  readonly restApi: RestApi;
}

/**
 * The API under a name of the customer's own, with the same paths: `/api/v1/…`. Its DNS record is the customer's to make,
 * from the outputs; API Gateway's own name answers no more.
 */
export class ApiDomain extends Construct {
  constructor(scope: Construct, id: string, { domain, restApi }: ApiDomainProps) {
    super(scope, id);
    const name = new DomainName(this, 'Name', {
      domainName: domain.domainName,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
      endpointType: EndpointType.REGIONAL,
    });
    requireModernTls(name);
    // Not `addBasePathMapping`, whose logical id holds the stage.
    new BasePathMapping(this, 'Mapping', { domainName: name, restApi, basePath: STAGE_NAME });
    new CfnOutput(this, 'Url', { value: `https://${domain.domainName}/${STAGE_NAME}${VERSION_PREFIX}` });
    new CfnOutput(this, 'AliasTarget', { value: name.domainNameAliasDomainName });
    new CfnOutput(this, 'AliasHostedZone', { value: name.domainNameAliasHostedZoneId });
  }
}
