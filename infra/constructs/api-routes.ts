import { Duration } from 'aws-cdk-lib';
import {
  AuthorizationType,
  AwsIntegration,
  type IAuthorizer,
  type IRequestValidator,
  type Method,
  type MethodOptions,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { API_SCOPE, GATEWAY_TIMEOUT_MS } from '../../shared/api/gateway-responses';
import type { RouteDefinition } from '../../shared/api/routes/route-definition';
import { type OperationId, STAGE_NAME, VERSION_PREFIX } from '../../shared/api/routes/routes';
import { acknowledge } from '../guards/acknowledge';
import { conflictingPathVariables, PATH_VARIABLE_CONTROL } from '../guards/path-variables';
import { pascalCase } from './pascal-case';

export interface ApiRoutesProps {
  readonly restApi: RestApi;
  readonly requestValidator: IRequestValidator;
  readonly authorizer: IAuthorizer;
  readonly routes: readonly (readonly [OperationId, RouteDefinition])[];
  /** The function of a route. */
  readonly functionOf: (operationId: OperationId) => IFunction;
  readonly methodNotAllowed: IFunction;
}

const NO_AUTHORIZER: MethodOptions = { authorizationType: AuthorizationType.NONE };

/** A Lambda proxy integration. `LambdaIntegration` would also add permissions whose logical ids hold the stage. */
const proxyTo = (target: IFunction): AwsIntegration =>
  new AwsIntegration({
    proxy: true,
    service: 'lambda',
    path: `2015-03-31/functions/${target.functionArn}/invocations`,
    options: { timeout: Duration.millis(GATEWAY_TIMEOUT_MS) },
  });

/**
 * A resource for each path and a method for each route of the route table. A method has the authorizer and demands the
 * API's scope unless its route says that it is public; without a scope the authorizer would take ID tokens (45 CFR
 * 164.312(d)). Every other method of a path goes to one function that answers 405 (`OPTIONS` included).
 */
export class ApiRoutes extends Construct {
  constructor(scope: Construct, id: string, props: ApiRoutesProps) {
    super(scope, id);
    const conflicts = conflictingPathVariables(props.routes.map(([, { path }]) => path));
    if (conflicts.length > 0) throw new Error(`${conflicts.join('; ')} (${PATH_VARIABLE_CONTROL}).`);
    for (const [operationId, route] of props.routes) this.addRoute(props, operationId, route);
    this.answerOtherMethods(props);
  }

  private addRoute(props: ApiRoutesProps, operationId: OperationId, route: RouteDefinition): void {
    const target = props.functionOf(operationId);
    const isPublic = route.access.kind === 'public';
    const method = props.restApi.root.resourceForPath(`${VERSION_PREFIX}${route.path}`).addMethod(
      route.method,
      proxyTo(target),
      isPublic
        ? { ...NO_AUTHORIZER, requestValidator: props.requestValidator }
        : {
            requestValidator: props.requestValidator,
            authorizationType: AuthorizationType.COGNITO,
            authorizer: props.authorizer,
            authorizationScopes: [API_SCOPE],
          },
    );
    this.permit(pascalCase(operationId), target, method.methodArn);
    if (isPublic) {
      acknowledgePublic(method, 'The route table says that this route is public: it touches no PHI and no table.');
    }
  }

  private answerOtherMethods({ restApi, routes, methodNotAllowed }: ApiRoutesProps): void {
    const integration = proxyTo(methodNotAllowed);
    for (const path of new Set(routes.map(([, route]) => route.path))) {
      const method = restApi.root
        .resourceForPath(`${VERSION_PREFIX}${path}`)
        .addMethod('ANY', integration, NO_AUTHORIZER);
      acknowledgePublic(method, 'It answers 405 from the route table: no PHI, no table, the same to everybody.');
    }
    // One permission for all paths: a function's policy holds about sixty.
    this.permit('OtherMethods', methodNotAllowed, restApi.arnForExecuteApi('*', `${VERSION_PREFIX}/*`, STAGE_NAME));
  }

  /** The deployed stage alone may invoke: not the console's test of a method, which would bypass the authorizer. */
  private permit(id: string, target: IFunction, sourceArn: string): void {
    target.addPermission(id, { principal: new ServicePrincipal('apigateway.amazonaws.com'), scope: this, sourceArn });
  }
}

/** A method without a token, for a reason. */
const acknowledgePublic = (method: Method, reason: string): void => {
  acknowledge(method, 'solutions', 'APIG4', reason);
  acknowledge(method, 'solutions', 'COG4', reason);
};
