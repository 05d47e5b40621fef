import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import { Exchange, type PipelineDependencies } from '../../functions/_pipeline/exchange';
import { type OperationDefinition, pipeline } from '../../functions/_pipeline/operation';
import { type OperationId, routes } from '../../shared/api/routes/routes';
import { decryptValue, decryptValues } from '../../shared/application/decrypt-value';
import type { EnvelopeDependencies } from '../../shared/application/encrypt-value';
import { encryptValue } from '../../shared/application/encrypt-value';
import { categoriesOfToken } from '../../shared/crypto/value-token';
import { itemsOf } from '../../shared/domain/batch';
import { Plaintext } from '../../shared/domain/plaintext';
import type { LogFields, LogMessage } from '../../shared/observability/log-record';
import type { MetricName } from '../../shared/config/metrics';
import { CLIENT_ID } from './access-token-claims';
import { MemoryCustody, phiCall } from './memory-custody';
import { HOUR, MINUTE } from './movable-clock';
import { proxyEvent, type ProxyRequest } from './proxy-event';
import { agreement, PATIENT, REGION, REQUEST } from './synthetic-parties';

export type DecryptDefinition = OperationDefinition<'decryptValue', EnvelopeDependencies>;

/** What `functions/hipaa/decrypt-value.ts` hands to `lambda`. */
export const decrypting: DecryptDefinition = {
  categories: (body) => itemsOf(body).map(({ ciphertext }) => categoriesOfToken(ciphertext)),
  handle: ({ body, call }, deps) =>
    'items' in body ? decryptValues(deps, call, body.items) : decryptValue(deps, call, body),
};

export const CONTEXT = { patient_id: PATIENT };
export const VALUE = 'Invented note of Maria Invented, 900-12-3456';

/** The pipeline over the custody layer in memory; it keeps what is logged and counted. */
export class PipelineBench extends MemoryCustody implements PipelineDependencies {
  override region: string = REGION;
  enabled = true;
  readonly allowedRegions: readonly string[] = [REGION];
  readonly sessionLimits = { idleMs: 15 * MINUTE, absoluteMs: 12 * HOUR };
  readonly clientId = CLIENT_ID;
  readonly counted: MetricName[] = [];
  readonly logged: { readonly level: string; readonly message: LogMessage; readonly fields: LogFields }[] = [];

  readonly metrics = {
    count: (name: MetricName) => void this.counted.push(name),
    measure: () => undefined,
    tally: () => undefined,
    publish: () => undefined,
  };
  readonly logger = { info: this.#log('info'), warn: this.#log('warn'), error: this.#log('error') };

  /** A bench with an agreement in force. */
  static inForce(): PipelineBench {
    const bench = new PipelineBench();
    bench.file(agreement());
    return bench;
  }

  async sealed(value = VALUE): Promise<string> {
    const call = phiCall({ operation: 'encryptValue', action: 'WRITE' });
    const { body } = await encryptValue(this, call, {
      value: Plaintext.of(value),
      context: CONTEXT,
      category: 'diagnosis',
    });
    return body.ciphertext;
  }

  /** The events of the request that a test sent, as opposed to those of its preparation. */
  get events() {
    return this.audit.events.filter(
      ({ operation, request_id }) => operation !== 'encryptValue' && request_id === REQUEST,
    );
  }

  /** Sends a request through an operation's pipeline. */
  run<Id extends OperationId, Deps, Prepared>(
    operationId: Id,
    definition: OperationDefinition<Id, Deps, Prepared>,
    request: ProxyRequest,
    deps: Deps,
  ): Promise<APIGatewayProxyResult> {
    const exchange = new Exchange(operationId, routes[operationId], proxyEvent(request), REQUEST, this);
    return pipeline(operationId, definition, () => deps)(exchange, {} as Context);
  }

  /** Sends a request to `POST /hipaa/decrypt`. */
  decrypt(request: ProxyRequest, definition: DecryptDefinition = decrypting): Promise<APIGatewayProxyResult> {
    return this.run<'decryptValue', EnvelopeDependencies, undefined>('decryptValue', definition, request, this);
  }

  #log(level: string) {
    return (message: LogMessage, fields: LogFields): void => {
      this.logged.push({ level, message, fields });
    };
  }
}

/** The code of a problem that a response tells. */
export const codeOf = ({ body }: APIGatewayProxyResult): unknown => Reflect.get(JSON.parse(body) as object, 'code');
