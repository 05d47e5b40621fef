import { randomUUID } from 'node:crypto';
import type { OperationId } from '../../../shared/api/routes/routes';
import { poolToken } from '../../support/pool-tokens';
import { attack, problemIs, stack, staged, suite, unless } from './attack-stage';
import { sampledRoutes } from './sampled-routes';

const NAME = 'API5:2023 function level authorisation';

/**
 * Who may call what, by hand from the contract and not from the route table, which the product reads: a for admin, d for
 * developer, c for clinician, u for auditor (of jobs: who started them), * for anybody signed in, - for anybody.
 */
const PERMITTED: Readonly<Record<OperationId, string>> = {
  encryptValue: 'ad',
  decryptValue: 'a',
  rewrapValue: 'ad',
  listAuditLogs: 'au',
  createManualEvent: 'a',
  getDataResidency: 'au',
  createBaa: 'a',
  listBaas: 'au',
  getBaa: 'au',
  deactivateBaa: 'a',
  verifyBaaDocument: 'au',
  closeBaa: 'a',
  listKeys: 'a',
  rotateKey: 'a',
  destroyKey: 'a',
  reencryptKeys: 'a',
  getJob: 'au',
  stopJob: 'au',
  createPatient: 'ac',
  listPatients: 'ac',
  searchPatients: 'ac',
  getPatient: 'ac',
  patchPatient: 'ac',
  putCareTeamMember: 'a',
  deleteCareTeamMember: 'a',
  createBiometric: 'ac',
  listBiometrics: 'ac',
  requestEmergencyAccess: 'c',
  listEmergencyAccess: 'au',
  getEmergencyGrant: 'a',
  reviewEmergencyAccess: 'a',
  liftEmergencySuspension: 'a',
  listBreachAssessments: 'au',
  decideBreachAssessment: 'a',
  getStatus: 'au',
  getReport: 'au',
  getSession: '*',
  endSession: '*',
  endUserSessions: 'a',
  getHealth: '-',
  getOpenApi: '-',
};

interface Caller {
  readonly name: string;
  readonly groups: readonly string[];
  /** Absent: of entity A. */
  readonly tenancy?: 'none' | 'two' | 'both';
  /** The letter of `PERMITTED` that lets the caller in. */
  readonly letter: string;
}

const CALLERS: readonly Caller[] = [
  { name: 'admin', groups: ['admin'], letter: 'a' },
  { name: 'developer', groups: ['developer'], letter: 'd' },
  { name: 'clinician', groups: ['clinician'], letter: 'c' },
  { name: 'auditor', groups: ['auditor'], letter: 'u' },
  { name: 'nobody', groups: [], letter: '' },
  { name: 'lookalikes', groups: ['Admin', 'ADMIN', 'admins', 'аdmin', 'admin;', 'root'], letter: '' },
  { name: 'platform', groups: ['admin', 'platform'], tenancy: 'none', letter: 'a' },
  { name: 'operator', groups: ['platform'], tenancy: 'none', letter: '' },
  { name: 'no tenant', groups: ['admin'], tenancy: 'none', letter: 'refused' },
  { name: 'two tenants', groups: ['admin'], tenancy: 'two', letter: 'refused' },
  { name: 'both', groups: ['admin', 'platform'], tenancy: 'both', letter: 'refused' },
];

const entityOf = ({ tenancy }: Caller): unknown => {
  const { a, b } = stack().ready.covered_entities;
  if (tenancy === 'none') return undefined;
  return tenancy === 'two' ? [a, b] : a;
};

const tokenOf = (caller: Caller): Promise<string> =>
  poolToken(stack(), { sub: randomUUID(), 'cognito:groups': caller.groups, covered_entity_id: entityOf(caller) });

/** What a caller must be refused with; nothing where the refusal, if any, is about something else. */
const refusalOf = (operationId: OperationId, { letter }: Caller): string | undefined => {
  const permitted = PERMITTED[operationId];
  if (permitted === '-') return undefined;
  if (letter === 'refused') return 'tenant-missing';
  if (permitted === '*') return undefined;
  return letter !== '' && permitted.includes(letter) ? undefined : 'role-required';
};

const cells = sampledRoutes.flatMap(([id, route]) => CALLERS.map((caller) => ({ id, route, caller })));

describe('API5:2023 broken function level authorisation, ASVS 8.2.1', () => {
  it('lets each caller call what the contract gives the role, and nothing else, and records each refusal', async () => {
    const seen = new Map<OperationId, Record<string, string>>();
    const findings = await attack(
      NAME,
      suite.sample('callers and routes', cells, 28),
      ({ id, caller }) => `${id} by ${caller.name}`,
      async ({ id, route, caller }) => {
        const answer = await staged().bare(route, { token: await tokenOf(caller) });
        const expected = refusalOf(id, caller);
        const row = seen.get(id) ?? { operation: id };
        seen.set(id, row);
        row[caller.name] = expected === undefined ? String(answer.status) : '403';
        const wrong =
          expected === undefined
            ? unless(answer.status !== 403, `refused with ${answer.text}`)
            : problemIs(answer, 403, expected);
        return { answer, recorded: expected !== undefined, wrong: [wrong] };
      },
    );
    suite.print('What each caller gets without a valid request: 403 is the refusal of a role', [...seen.values()]);
    expect(findings).toEqual([]);
  });
});
