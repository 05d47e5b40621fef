import { readFileSync } from 'node:fs';
import { freshBundles } from '../../../infra/bundle/fresh-bundles';
import { functionDefinitions } from '../../../shared/api/functions';

/** Below BARS.md, row 8 (370 KB minified, a KB being 1,000 bytes); no function is an exception (docs/decisions/0029). */
const ROUTE_LIMIT = 320_000;
const OTHER_LIMIT = 340_000;

const routeFunctions = new Set(functionDefinitions.flatMap(({ id, kind }) => (kind === 'route' ? [id] : [])));

describe('what a function weighs', () => {
  it('at most 320 KB if it answers a route, 340 KB if a stream or a schedule invokes it', async () => {
    const heavy = (await freshBundles()).filter(
      ({ functionId, bytes }) => bytes > (routeFunctions.has(functionId) ? ROUTE_LIMIT : OTHER_LIMIT),
    );
    expect(heavy.map(({ functionId, bytes }) => `${functionId}: ${bytes}`)).toEqual([]);
  });

  it('carries the second audit sink where emergency access needs it, and nowhere else', async () => {
    const bundles = await freshBundles();
    const holding = (text: string) =>
      bundles.filter(({ file }) => readFileSync(file, 'utf8').includes(text)).map(({ functionId }) => functionId);
    const sink = ['GetPatient', 'ListBiometrics', 'RequestEmergencyAccess'];
    expect(holding('audit fallback used').sort()).toEqual(sink);
    expect(holding('audit-fallback/').sort()).toEqual([...sink, 'ReconcileAudit'].sort());
  });
});
