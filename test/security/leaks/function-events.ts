import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { bundleFile } from '../../../infra/bundle/fresh-bundles';
import { LocalLambda } from '../../../infra/local/lambda/local-lambda';
import { APPROVED_REGIONS, physicalTableName, tableNames } from '../../../infra/local/local-resources';
import { MovedClock } from '../../../infra/local/moved-clock';
import { functionDefinitions } from '../../../shared/api/functions';
import { tables } from '../../../shared/config/tables';
import type { LocalStack } from '../../support/local-stack';
import type { LeakRun } from './leak-run';
import type { Plan } from './plan';
import { lookAtLog } from './stores';

const workers = functionDefinitions.filter(({ kind }) => kind !== 'route');

const environmentOf = ({ environment, ready }: LocalStack): Readonly<Record<string, string>> => ({
  ...environment,
  ...Object.fromEntries(tableNames.map((name) => [tables[name].environmentVariable, physicalTableName(name)])),
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_REGION: ready.region,
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  HIPAA_ALLOWED_REGIONS: JSON.stringify(APPROVED_REGIONS),
  PHI_KEY_ARN: `arn:aws:kms:${ready.region}:000000000000:key/6f1c2f0e-7d8a-4d53-9c35-5a7d1a9b0c11`,
  CURSOR_KEY_SECRET_ARN: `arn:aws:secretsmanager:${ready.region}:000000000000:secret:none`,
  EVIDENCE_BUCKET_NAME: 'phiducia-local-evidence',
  FERNET_SECRET_PREFIX: 'none/',
  USER_POOL_CLIENT_ID: ready.client_id,
});

/** Events as triggers, streams, schedules, and dashboards send them, with an identifier wherever one could stand. */
const EVENTS: Readonly<Record<string, (text: string) => unknown>> = {
  'trigger event': (text) => ({
    version: '2',
    userName: text,
    request: { userAttributes: { email: text, name: text, 'custom:note': text }, clientMetadata: { note: text } },
    response: {},
  }),
  'trigger event, without attributes': (text) => ({ userName: text, request: { userAttributes: null, note: text } }),
  'stream record': (text) => ({
    Records: [
      {
        eventID: text,
        eventName: 'INSERT',
        eventSourceARN: `arn:aws:dynamodb:us-east-1:000000000000:table/x/stream/y`,
        // Its keys hold none: the sequence names an item by its keys, as they stand in the audit table.
        dynamodb: {
          SequenceNumber: '1',
          Keys: { pk: { S: 'none' }, id: { S: 'none' }, covered_entity_id: { S: text } },
          NewImage: {
            pk: { S: 'none' },
            id: { S: 'none' },
            event: { S: text },
            state: { S: text },
            body: { M: { a: { S: text } } },
          },
        },
      },
    ],
  }),
  'stream record, without image': (text) => ({ Records: [{ dynamodb: { Keys: text } }, text, null] }),
  schedule: (text) => ({ source: 'aws.events', time: text, detail: { note: text }, resources: [text] }),
  'widget parameters': (text) => ({
    describe: text,
    widgetContext: { params: { note: text }, forms: { all: { a: text } } },
  }),
  'bare text': (text) => text,
};

/** Cognito's trigger gives the event back: what it says itself stands in `response`. */
const ownWords = (payload: string): string => {
  const answer: unknown = JSON.parse(payload);
  const isEvent = typeof answer === 'object' && answer !== null && 'response' in answer;
  return JSON.stringify(isEvent ? answer.response : answer);
};

/** Invokes every function that is no route with identifiers in its event. */
export const functionEvents = (plan: Plan): ((run: LeakRun) => Promise<void>) => {
  const planted = plan.suite
    .sample('workers', workers, 4)
    .flatMap(({ id }) =>
      Object.entries(EVENTS).flatMap(([input, event]) =>
        plan.ofClasses({ entrance: `function ${id}`, input }, 1).map((planting) => ({ id, event, planting })),
      ),
    );
  return async ({ stack, search }) => {
    const log = join(stack.home, 'workers.log');
    const logDescriptor = openSync(log, 'a', 0o600);
    const clock = new MovedClock();
    const environment = (): Readonly<Record<string, string>> => environmentOf(stack);
    const region = stack.ready.region;
    const lambda = new LocalLambda({ functions: workers, bundleFile, environment, region, clock, logDescriptor });
    for (const { id, event, planting } of planted) {
      const outcome = await lambda.invoke(id, JSON.stringify(event(planting.canary.value)));
      const place = `${id}, ${planting.input}`;
      search.look(
        { kind: 'results of functions', place },
        outcome.kind === 'answered' ? ownWords(outcome.payload) : outcome.reason,
      );
    }
    await lambda.close();
    closeSync(logDescriptor);
    lookAtLog(search, 'log and metrics of workers', log);
  };
};
