import type { EnginesOptions } from '../../../infra/local/engines/engines';
import { FaultRegistry } from '../../../infra/local/engines/faults/fault-registry';

import { GIVEN_DYNAMODB_ENDPOINT } from './sdk-environment';

export const USER = { email: 'admin@demo.test', password: 'Correct-horse-1', groups: ['admin'] };

/** A small local stack; `directory` absent: in memory. */
export function enginesOptions(directory?: string): EnginesOptions {
  return {
    directory,
    now: () => new Date(),
    faults: new FaultRegistry(),
    region: 'us-east-1',
    keys: [{ alias: 'alias/phi', spec: 'SYMMETRIC_DEFAULT' }],
    secrets: [{ name: 'cursor-key', generate: () => 'secret' }],
    buckets: [{ name: 'evidence', objectLock: { mode: 'COMPLIANCE', days: 1 } }],
    userPool: {},
    users: [USER],
    dynamodbEndpoint: GIVEN_DYNAMODB_ENDPOINT,
    logicalTableName: (name) => name.replace(/^local-/, ''),
    appendOnlyTables: new Set(['audit']),
  };
}
