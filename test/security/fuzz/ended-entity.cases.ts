import fc from 'fast-check';
import { operationOf } from './document/openapi-document';
import { Known } from './generate/drawn';
import { requestsOf } from './generate/requests';
import { fuzz, suite } from './running-fuzz';

/** What ends things, and what still answers once they have ended. */
const AFTER_THE_END = [
  'destroyKey',
  'listKeys',
  'closeBaa',
  'decryptValue',
  'rewrapValue',
  'encryptValue',
  'getPatient',
  'patchPatient',
  'listBiometrics',
  'searchPatients',
  'requestEmergencyAccess',
  'getEmergencyGrant',
  'reencryptKeys',
  'rotateKey',
  'createManualEvent',
  'getDataResidency',
  'getStatus',
  'getReport',
];
const AT_ONCE = suite.whole ? 4 : 1;
const RUNS = { whole: 60, sample: 1 };
const MINUTES_MS = 20 * 60_000;

/**
 * In entity B, for what happens here would leave entity A nothing to fuzz: its agreements end, its keys are destroyed.
 */
describe('no route answers 5xx about an entity whose agreements have ended', () => {
  it('ends them all', async () => {
    const { otherClient } = fuzz();
    for (let index = 0; index < 5; index += 1) {
      const path = { id: new Known('id:/hipaa/baa', index) };
      const operation = operationOf('deactivateBaa');
      const request = { operation, caller: 'admin', path, query: [], headers: [], contentType: undefined } as const;
      await fuzz().check([{ ...request, body: { kind: 'none' } }], otherClient);
    }
  });

  it.each(suite.sample('after the end', AFTER_THE_END, 4))(
    '%s',
    async (operationId) => {
      const { otherClient } = fuzz();
      const requests = fc.array(requestsOf(operationOf(operationId)), {
        minLength: 1,
        maxLength: AT_ONCE,
        size: 'max',
      });
      const property = fc.asyncProperty(requests, async (drawn) => {
        await fuzz().check(drawn, otherClient);
      });
      await fc.assert(property, { seed: suite.seed, numRuns: suite.whole ? RUNS.whole : RUNS.sample });
    },
    MINUTES_MS,
  );
});
