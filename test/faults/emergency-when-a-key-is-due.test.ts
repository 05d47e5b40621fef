import { DemoClinic } from '../support/demo-clinic';
import { startLocalStack } from '../support/local-stack';
import { syntheticPatient } from '../support/synthetic-patient';

const REQUEST = { reason: 'unconscious_patient', justification: 'Found on the stairs.' };
const FORTY_DAYS = 40 * 86_400_000;

let clinic: DemoClinic;

beforeAll(async () => {
  clinic = await DemoClinic.open(startLocalStack({ background: false }));
});
afterAll(() => clinic.close());

describe('RELIABILITY 9: the audit table is down on the day when the entity’s key is due to be replaced', () => {
  it('gives the grant and the record, and makes no key; the next seal makes it', async () => {
    const patient = await clinic.patient('clinician');
    await clinic.stack.clock.set(FORTY_DAYS);
    await clinic.signInAgain();
    await clinic.stack.faults.add({
      service: 'dynamodb',
      operation: '*',
      table: 'audit',
      error: 'AccessDeniedException',
      count: 0,
    });
    const given = await clinic.call('clinician2', 'POST', `/emergency-access/${patient}`, { json: REQUEST });
    expect([given.status, given.json]).toMatchObject([
      201,
      { status: 'active', patient: { id: patient, ...syntheticPatient() } },
    ]);
    await clinic.stack.faults.clear();
    const versions = async () => (await clinic.call('admin', 'GET', '/hipaa/keys')).json;
    expect(await versions()).toMatchObject({ items: [{ version: 1 }] });
    await clinic.call('developer', 'POST', '/hipaa/encrypt', { json: { value: 'synthetic' } });
    expect(await versions()).toMatchObject({ items: [{ version: 2 }, { version: 1 }] });
  });
});
