import { type LocalStack, startLocalStack } from '../support/local-stack';

let stack: LocalStack;
afterAll(() => (stack as LocalStack | undefined)?.stop());

const mine = async (): Promise<readonly { readonly id: string }[]> => {
  const token = await stack.token('clinician@demo.test');
  const { json } = await stack.api('GET', '/patients', { token, query: { mine: 'true', limit: '100' } });
  return (json as { items: readonly { id: string }[] }).items;
};

describe('the first start', () => {
  it('puts 25 patients with vital signs on file, on the care team of the clinician, through the functions; once', async () => {
    stack = await startLocalStack({ seedPatients: true, background: false });
    const patients = await mine();
    expect(patients).toHaveLength(25);

    const token = await stack.token('auditor@demo.test');
    const query = { resource_type: 'biometric', limit: '1' };
    const { json } = await stack.api('GET', '/hipaa/audit-logs', { token, query });
    expect(json).toMatchObject({ items: [{ operation: 'createBiometric', outcome: 'success' }] });

    await stack.restart();
    expect((await mine()).map(({ id }) => id)).toEqual(patients.map(({ id }) => id));
  }, 90_000);
});
