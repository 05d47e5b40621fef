import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyResult } from 'aws-lambda';
import type { Exchange } from '../exchange';

/** A step of the pipeline: looks at the exchange, writes down what it found, or throws `Refused`. */
export type Step = (exchange: Exchange) => void | Promise<void>;

/** A step as a middleware. It returns nothing: a value from `before` would skip the handler and every `after`. */
export const asMiddleware = (step: Step): MiddlewareObj<Exchange, APIGatewayProxyResult> => ({
  before: async ({ event }) => {
    await step(event);
  },
});
