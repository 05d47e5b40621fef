import * as z from 'zod';
import { metricCatalogue, type MetricDefinition } from '../../../shared/config/metrics';
import { filesBelow, read } from '../../architecture/support/repository';
import { DemoClinic, member } from '../../support/demo-clinic';
import type { LogLine } from '../../support/local-stack';
import { baaTerms } from '../../support/stored-baa';

const catalogue: Readonly<Record<string, MetricDefinition>> = metricCatalogue;

/** A line in CloudWatch's embedded metric format. */
const Emf = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string(), Unit: z.string() })),
      }),
    ),
  }),
});

interface Emitted {
  readonly namespace: string;
  readonly name: string;
  readonly unit: string;
  /** Each dimension set, sorted and joined. */
  readonly sets: readonly string[];
  readonly line: LogLine;
}

const emittedBy = (lines: readonly LogLine[]): readonly Emitted[] =>
  lines.flatMap((line) => {
    const emf = Emf.safeParse(line);
    if (!emf.success) return [];
    return emf.data._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
      Metrics.map(({ Name, Unit }) => ({
        namespace: Namespace,
        name: Name,
        unit: Unit,
        sets: Dimensions.map((set) => [...set].sort().join()).sort(),
        line,
      })),
    );
  });

let clinic: DemoClinic;
let emitted: readonly Emitted[];
let lines: readonly LogLine[];
let patient: string;
let grant: string;
let user_id: string;

const ENDS_SOON_DAYS = 20;
const AUDIT_DOWN = {
  service: 'dynamodb',
  operation: '*',
  table: 'audit',
  error: 'ProvisionedThroughputExceededException',
  count: 0,
} as const;

beforeAll(async () => {
  clinic = await DemoClinic.open();
  patient = await clinic.patient();
  user_id = await clinic.userId('clinician');
  const read = { headers: { 'X-Purpose-Of-Use': 'treatment' } };
  await clinic.call('clinician', 'GET', `/patients/${patient}`, read);
  await clinic.call('clinician', 'GET', `/patients/${patient}`);
  await clinic.call('developer', 'GET', '/hipaa/audit-logs');
  const json = { reason: 'disaster', justification: 'A made-up reason, long enough to be taken.' };
  grant = member(await clinic.call('clinician2', 'POST', `/emergency-access/${patient}`, { json }), 'grant_id');
  const expiry_date = new Date(Date.now() + ENDS_SOON_DAYS * 86_400_000).toISOString().slice(0, 10);
  await clinic.call('admin', 'POST', '/hipaa/baa', { json: baaTerms({ expiry_date }) });
  await clinic.stack.faults.add(AUDIT_DOWN);
  await clinic.call('auditor', 'GET', '/hipaa/audit-logs');
  await clinic.stack.faults.clear();
  // The schedules run once more, and the page asks the widgets.
  await clinic.stack.clock.set(2 * 3_600_000);
  const page = await clinic.stack.request('GET', '/dashboard');
  expect(page.status).toBe(200);
  const until = performance.now() + 20_000;
  do {
    lines = clinic.stack.logLines();
    emitted = emittedBy(lines);
  } while (!emitted.some(({ name }) => name === 'BaaExpiring') && performance.now() < until);
});
afterAll(() => clinic.close());

describe('metrics are emitted as dashboards and alarms name them', () => {
  it('over all of the service, and once more by each dimension of the catalogue; by nothing else', () => {
    for (const { namespace, name, unit, sets } of emitted) {
      const definition = catalogue[name];
      const expected = ['service', ...(definition?.by ?? []).map((by) => [by, 'service'].sort().join())].sort();
      expect({ namespace, name, unit, sets }).toEqual({
        namespace: 'Phiducia',
        name,
        unit: definition?.unit,
        sets: expected,
      });
    }
  });

  it.each([
    'PhiAccess',
    'Refusal',
    'AuthorisationRefused',
    'EmergencyAccess',
    'BaaExpiring',
    'RequestSucceeded',
    'RequestRefused',
    'RequestFailed',
    'AuditAppendFailed',
    'WorkerSucceeded',
    'CatchUpLagSeconds',
  ])('%s: by real requests', (name) => {
    expect(emitted.map((each) => each.name)).toContain(name);
  });

  it('an access says action, purpose, and role; a refusal its reason; an alert its days', () => {
    const of = (name: string) => emitted.filter((each) => each.name === name).map(({ line }) => line);
    expect(of('PhiAccess')).toContainEqual(
      expect.objectContaining({ action: 'READ', purpose: 'treatment', role: 'clinician', service: 'phiducia' }),
    );
    expect(of('Refusal').map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(['purpose-required', 'role-required']),
    );
    expect(of('BaaExpiring').map(({ days }) => days)).toContain('30');
  });

  it('guarantee 5: no id is in any of them', () => {
    const text = JSON.stringify(emitted.map(({ line }) => line));
    expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-/);
  });

  it('every metric of the catalogue is counted somewhere in the functions', () => {
    // `AuditFallbackUsed` comes with the second audit sink; its alarm and runbook are ready.
    const pending = new Set(['AuditFallbackUsed']);
    const sources = filesBelow('functions', '.ts').map(read).join('\n');
    const absent = Object.keys(catalogue).filter((name) => !sources.includes(`'${name}'`) && !pending.has(name));
    expect(absent).toEqual([]);
  });
});

describe('164.308(a)(1)(ii)(D): the log lines of requests tell users and patients by ids', () => {
  it('who called, and the one patient concerned', () => {
    expect(lines).toContainEqual(
      expect.objectContaining({
        message: 'request',
        operation: 'getPatient',
        user_id,
        patient_id: patient,
        status_code: 200,
      }),
    );
  });
});

describe('the dashboard of the local stack', () => {
  it('shows what the deployed widgets answer, and the sums of the audit log', async () => {
    const { text } = await clinic.stack.request('GET', '/dashboard');
    expect(text).toContain('Controls, probed now');
    expect(text).toContain('all 12 hold');
    expect(text).toContain(grant);
    expect(text).toContain('8 to 30 days');
    expect(text).toContain('Events by day');
  });

  it('guarantee 5: names no patient and nothing of one', async () => {
    const { text } = await clinic.stack.request('GET', '/dashboard');
    expect(text).not.toContain(patient);
    expect(text).not.toContain('Synthetic');
    expect(text).not.toContain('made-up reason');
  });

  it('164.312(b): each showing of a widget is on record, in the tree of the platform', async () => {
    const items = await clinic.itemsOf('audit');
    const operations = items
      .filter(({ covered_entity_id }) => covered_entity_id?.S === 'platform')
      .map(({ operation }) => operation?.S);
    for (const operation of ['showControlProbes', 'showBreakGlassQueue', 'showExpiringAgreements']) {
      expect(operations).toContain(operation);
    }
  });

  it('164.312(b): while nothing can be recorded, no list is shown', async () => {
    await clinic.stack.faults.add(AUDIT_DOWN);
    const { status, text } = await clinic.stack.request('GET', '/dashboard');
    await clinic.stack.faults.clear();
    expect(status).toBe(200);
    expect(text).not.toContain(grant);
    expect(text).toContain('Its function did not answer.');
    expect(text).toContain('not hold');
  });

  it('is for programs on this machine, and changes nothing', async () => {
    const { status } = await clinic.stack.request('POST', '/dashboard');
    expect(status).toBe(405);
  });
});
