import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import { problems, SECURITY_HEADERS } from '../../../shared/api/problems';
import type { StreamRun } from '../background/background-workers';
import type { Engines } from '../engines/engines';
import type { CallCounts } from '../engines/http/call-counter';
import type { FaultRegistry } from '../engines/faults/fault-registry';
import type { InvocationOutcome } from '../lambda/invocation-outcome';
import type { MovedClock } from '../moved-clock';
import type { ApiRequest } from './api-handler';
import { problemReply, renderProblem } from './gateway-problem';
import type { HttpReply } from './http-reply';
import { readBody } from './read-body';

/** Everything below this path is for whoever tests the local stack. It is not part of the API and is never deployed. */
export const CONTROLS_PATH = '/__local';

const MAX_BODY_BYTES = 65_536;
/** As far back as ids can go, which count from 1970, and a hundred years ahead. */
const YEAR_MS = 366 * 24 * 3_600_000;
const MIN_OFFSET_MS = -50 * YEAR_MS;
const MAX_OFFSET_MS = 100 * YEAR_MS;

const FunctionInput = z.strictObject({ function: z.string() });
const ClockInput = z.strictObject({ offset_ms: z.int().min(MIN_OFFSET_MS).max(MAX_OFFSET_MS) });

export interface LocalControlsOptions {
  readonly faults: FaultRegistry;
  readonly clock: MovedClock;
  readonly engines: Pick<Engines, 'dynamodb' | 'kms' | 'secretsManager' | 's3' | 'cognito'>;
  readonly instances: {
    readonly counts: () => Readonly<Record<string, number>>;
    /** Ends a function's instances, or all, so that the next call finds a cold one. */
    readonly end: (functionId?: string) => Promise<void>;
  };
  /** Runs a scheduled function now; undefined where there is none of that name. */
  readonly runScheduled: (functionId: string) => Promise<InvocationOutcome> | undefined;
  /** Hands a stream's function its next batch; undefined where there is none of that name, or it runs by itself. */
  readonly runStream: (functionId: string) => Promise<StreamRun> | undefined;
}

type Operation = (call: ApiRequest, body: unknown) => HttpReply | Promise<HttpReply>;

const json = (status: number, value: unknown, requestId: string): HttpReply => ({
  status,
  headers: { ...SECURITY_HEADERS, 'Content-Type': 'application/json', 'X-Request-Id': requestId },
  body: status === 204 ? '' : JSON.stringify(value),
});

const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/**
 * A web page in the developer's browser must not switch faults: neither by DNS rebinding (then `Host` names the page's
 * own host) nor across origins (then `Origin` is not this server's).
 */
export const isLocalCaller = ({ headers: { host, origin } }: IncomingMessage): boolean =>
  host !== undefined && LOOPBACK_HOST.test(host) && (origin === undefined || origin === `http://${host}`);

/** The API's own text says another limit. */
const tooLarge = (requestId: string): HttpReply => {
  const detail = `At most ${MAX_BODY_BYTES / 1024} KiB are accepted.`;
  return renderProblem('body-too-large', { ...problems['body-too-large'], detail }, requestId);
};

/** The refusal of a caller from elsewhere. */
export const localOnly = (requestId: string): HttpReply => {
  const detail = 'This answers programs on this machine only, not web pages from elsewhere.';
  return renderProblem('local-only', { status: 403, title: 'Not from here.', detail }, requestId);
};

const wrongBody = (
  requestId: string,
  errors: readonly { readonly path: string; readonly code: string }[],
): HttpReply => {
  const reply = problemReply('invalid-request', requestId);
  return { ...reply, body: JSON.stringify({ ...(JSON.parse(String(reply.body)) as object), errors }) };
};

const callCounts = (engines: LocalControlsOptions['engines']): Readonly<Record<string, CallCounts>> => ({
  dynamodb: engines.dynamodb.callCounts(),
  kms: engines.kms.callCounts(),
  s3: engines.s3.callCounts(),
  secretsmanager: engines.secretsManager.callCounts(),
  cognito: engines.cognito.callCounts(),
});

const operationsOf = (options: LocalControlsOptions): Readonly<Record<string, Readonly<Record<string, Operation>>>> => {
  const { faults, clock } = options;
  const clockView = () => ({ offset_ms: clock.offsetMs, now: clock.now().toISOString() });
  return {
    '/faults': {
      GET: ({ requestId }) => json(200, { items: faults.list() }, requestId),
      POST: ({ requestId }, body) => {
        const added = faults.add(body);
        return added.ok ? json(201, added.fault, requestId) : wrongBody(requestId, added.errors);
      },
      DELETE: ({ requestId }) => {
        faults.clear();
        return json(204, undefined, requestId);
      },
    },
    '/clock': {
      GET: ({ requestId }) => json(200, clockView(), requestId),
      POST: ({ requestId }, body) => {
        const input = ClockInput.safeParse(body);
        if (!input.success) {
          return wrongBody(
            requestId,
            input.error.issues.map(({ path, code }) => ({ path: path.join('.'), code })),
          );
        }
        clock.move(input.data.offset_ms);
        return json(200, clockView(), requestId);
      },
    },
    '/engines': { GET: ({ requestId }) => json(200, callCounts(options.engines), requestId) },
    '/kms': { GET: ({ requestId }) => json(200, { items: options.engines.kms.requests() }, requestId) },
    '/calls': {
      GET: ({ requestId }) => json(200, { items: faults.calls.list() }, requestId),
      DELETE: ({ requestId }) => {
        faults.calls.clear();
        return json(204, undefined, requestId);
      },
    },
    '/instances': {
      GET: ({ requestId }) => json(200, options.instances.counts(), requestId),
      DELETE: async ({ requestId }, body) => {
        const input = FunctionInput.optional().safeParse(body);
        if (!input.success) return wrongBody(requestId, [{ path: 'function', code: 'invalid' }]);
        await options.instances.end(input.data?.function);
        return json(204, undefined, requestId);
      },
    },
    '/schedules': {
      POST: async ({ requestId }, body) => {
        const input = FunctionInput.safeParse(body);
        const run = input.success ? options.runScheduled(input.data.function) : undefined;
        if (run === undefined) return wrongBody(requestId, [{ path: 'function', code: 'unknown' }]);
        const outcome = await run;
        return json(200, { outcome: outcome.kind === 'answered' ? 'succeeded' : outcome.reason }, requestId);
      },
    },
    '/streams': {
      POST: async ({ requestId }, body) => {
        const input = FunctionInput.safeParse(body);
        const run = input.success ? options.runStream(input.data.function) : undefined;
        if (run === undefined) return wrongBody(requestId, [{ path: 'function', code: 'unknown' }]);
        return json(200, { outcome: await run }, requestId);
      },
    },
  };
};

/** Faults, clock, counters, and what KMS was sent, of the local stack, for callers on this machine only. */
export const localControls = (
  options: LocalControlsOptions,
): ((call: ApiRequest) => Promise<HttpReply | undefined>) => {
  const operations = operationsOf(options);
  return async (call) => {
    const { request, requestId, path } = call;
    if (!isLocalCaller(request)) {
      return localOnly(requestId);
    }
    const methods = operations[path.slice(CONTROLS_PATH.length)];
    if (methods === undefined) return problemReply('not-found', requestId);
    const operation = methods[request.method ?? ''];
    if (operation === undefined) {
      const reply = problemReply('method-not-allowed', requestId);
      return { ...reply, headers: { ...reply.headers, Allow: Object.keys(methods).join(', ') } };
    }
    const body = await readBody(request, MAX_BODY_BYTES);
    if (body === 'aborted') return undefined;
    if (body === 'too-large') return tooLarge(requestId);
    try {
      return await operation(call, body.byteLength === 0 ? undefined : JSON.parse(body.toString('utf8')));
    } catch (error) {
      if (error instanceof SyntaxError) return problemReply('malformed-request', requestId);
      throw error;
    }
  };
};
