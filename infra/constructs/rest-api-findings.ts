import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { acknowledge } from '../guards/acknowledge';

/** Findings on the API that are answered otherwise. */
export const acknowledgeRestApiFindings = (restApi: RestApi): void => {
  acknowledge(
    restApi,
    'hipaa',
    'APIGWCacheEnabledAndEncrypted',
    'Responses may hold PHI and each release is audited: nothing is cached (Cache-Control: no-store).',
  );
  acknowledge(
    restApi,
    'hipaa',
    'APIGWSSLEnabled',
    'A client certificate authenticates the gateway to an HTTP back end; every integration here is a Lambda function, ' +
      'called with IAM over TLS.',
  );
  acknowledge(
    restApi,
    'solutions',
    'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
    'API Gateway documents this managed policy for the account’s logging role, which API Gateway alone can assume.',
  );
};
