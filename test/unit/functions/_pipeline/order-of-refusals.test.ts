import { accessTokenClaims } from '../../../support/access-token-claims';
import { codeOf, CONTEXT, PipelineBench, VALUE } from '../../../support/pipeline-bench';
import { NOON } from '../../../support/movable-clock';
import { agreement, ENTITY_A, ENTITY_B, OTHER_REGION, SESSION } from '../../../support/synthetic-parties';
import { MAX_BODY_BYTES } from '../../../../functions/_pipeline/parse-request';

/** A request in the making: a fault changes one thing about it, so that any two go together. */
interface Scenario {
  readonly bench: PipelineBench;
  readonly claims: Record<string, unknown>;
  readonly headers: Record<string, string>;
  readonly members: Record<string, unknown>;
  textBehind: string;
  padding: number;
}

interface Fault {
  readonly status: number;
  readonly code: string;
  readonly outcome: 'denied' | 'failure' | 'unrecorded';
  readonly plant: (scenario: Scenario) => void;
}

/** Everything that can be wrong, in the order in which it wins. */
const FAULTS: readonly Fault[] = [
  {
    status: 503,
    code: 'service-unavailable',
    outcome: 'unrecorded',
    plant: ({ bench }) => {
      bench.region = OTHER_REGION;
    },
  },
  {
    status: 401,
    code: 'unauthenticated',
    outcome: 'unrecorded',
    plant: ({ claims }) => {
      claims.token_use = 'id';
    },
  },
  {
    status: 401,
    code: 'session-revoked',
    outcome: 'denied',
    plant: ({ bench }) => void bench.sessions.revokedSessions.set(SESSION, NOON),
  },
  {
    status: 403,
    code: 'role-required',
    outcome: 'denied',
    plant: ({ claims }) => {
      claims['cognito:groups'] = 'auditor,clinician,developer';
    },
  },
  {
    status: 413,
    code: 'body-too-large',
    outcome: 'failure',
    plant: (scenario) => {
      scenario.padding = MAX_BODY_BYTES;
    },
  },
  {
    status: 415,
    code: 'unsupported-media-type',
    outcome: 'failure',
    plant: ({ headers }) => {
      headers['Content-Type'] = 'text/plain';
    },
  },
  {
    status: 406,
    code: 'not-acceptable',
    outcome: 'failure',
    plant: ({ headers }) => {
      headers.Accept = 'text/html';
    },
  },
  {
    status: 400,
    code: 'malformed-request',
    outcome: 'failure',
    plant: (scenario) => {
      scenario.textBehind = '}';
    },
  },
  {
    status: 422,
    code: 'invalid-request',
    outcome: 'failure',
    plant: ({ members }) => {
      members.more = VALUE;
    },
  },
  {
    status: 404,
    code: 'not-found',
    outcome: 'denied',
    plant: ({ members }) => {
      members.covered_entity_id = ENTITY_B;
    },
  },
  {
    status: 403,
    code: 'baa-deactivated',
    outcome: 'denied',
    plant: ({ bench }) => {
      bench.file(agreement({ deactivated_at: NOON.toISOString() }));
    },
  },
  {
    status: 403,
    code: 'purpose-required',
    outcome: 'denied',
    plant: ({ members }) => {
      delete members.purpose;
    },
  },
];

const send = async (faults: readonly Fault[]) => {
  const bench = PipelineBench.inForce();
  const ciphertext = await bench.sealed();
  const scenario: Scenario = {
    bench,
    claims: accessTokenClaims(),
    headers: {},
    members: { ciphertext, context: CONTEXT, purpose: 'treatment' },
    textBehind: '',
    padding: 0,
  };
  for (const fault of faults) fault.plant(scenario);
  const body = `${JSON.stringify(scenario.members)}${scenario.textBehind}${' '.repeat(scenario.padding)}`;
  const response = await bench.decrypt({ claims: scenario.claims, headers: scenario.headers, body });
  return { bench, response };
};

const pairs = FAULTS.flatMap((earlier, index) => FAULTS.slice(index + 1).map((later) => [earlier, later] as const));

describe('the order of refusals is fixed, so that no answer tells what the caller may not know', () => {
  it('answers a request in order', async () => {
    const { response } = await send([]);
    expect([response.statusCode, JSON.parse(response.body)]).toEqual([200, { value: VALUE }]);
  });

  it.each(pairs.map(([earlier, later]) => [earlier.code, later.code, earlier, later] as const))(
    '%s before %s',
    async (_earlierCode, _laterCode, earlier, later) => {
      const { response } = await send([later, earlier]);
      expect([response.statusCode, codeOf(response)]).toEqual([earlier.status, earlier.code]);
    },
  );

  it('all wrong at once is the first of them', async () => {
    expect(codeOf((await send(FAULTS)).response)).toBe('service-unavailable');
  });
});

describe('164.312(b) audit controls: every refusal of a known caller has exactly one event', () => {
  it.each(FAULTS.filter(({ outcome }) => outcome !== 'unrecorded').map((fault) => [fault.code, fault] as const))(
    '%s',
    async (code, fault) => {
      const { bench, response } = await send([fault]);
      expect(bench.events).toEqual([
        expect.objectContaining({
          outcome: fault.outcome,
          status_code: fault.status,
          reason_code: code,
          operation: 'decryptValue',
          covered_entity_id: ENTITY_A,
          phi_fields_accessed: [],
        }),
      ]);
      expect(`${response.body}${JSON.stringify([bench.events, bench.logged])}`).not.toMatch(/Maria|900-12/);
    },
  );

  it.each(FAULTS.filter(({ outcome }) => outcome === 'unrecorded').map((fault) => [fault.code, fault] as const))(
    'none of an unknown caller: %s',
    async (_, fault) => {
      const { bench } = await send([fault]);
      expect(bench.events).toEqual([]);
    },
  );

  it.each(FAULTS.filter(({ outcome }) => outcome !== 'unrecorded').map((fault) => [fault.code, fault] as const))(
    'is answered with 503 when it cannot be recorded: %s',
    async (_, fault) => {
      const trailDown: Fault = {
        ...fault,
        plant: (scenario) => {
          scenario.bench.audit.available = false;
          fault.plant(scenario);
        },
      };
      const { response } = await send([trailDown]);
      expect([response.statusCode, codeOf(response)]).toEqual([503, 'service-unavailable']);
      expect(response.headers).toMatchObject({ 'Retry-After': '5' });
      expect(JSON.parse(response.body)).not.toHaveProperty('errors');
    },
  );
});
