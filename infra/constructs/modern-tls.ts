import { CfnDomainName, CfnRestApi, type DomainName, type RestApi } from 'aws-cdk-lib/aws-apigateway';

/** Transmission security, 45 CFR 164.312(e)(1): TLS 1.2 with forward secrecy at least. */
const SECURITY_POLICY = 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09';

/** Lets an API or its own domain speak TLS 1.2 with forward secrecy at least. */
export const requireModernTls = (endpoint: RestApi | DomainName): void => {
  const resource = endpoint.node
    .findAll()
    .find((child) => child instanceof CfnRestApi || child instanceof CfnDomainName);
  if (resource === undefined) throw new Error('There is neither a CfnRestApi nor a CfnDomainName.');
  resource.securityPolicy = SECURITY_POLICY;
  resource.endpointAccessMode = 'STRICT';
};
