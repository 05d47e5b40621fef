import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiDocument, problemsOf } from '../../../shared/api/openapi';
import { type ProblemDefinition, problems } from '../../../shared/api/problems';
import { routeEntries } from '../../../shared/api/routes/routes';

const committed: unknown = JSON.parse(readFileSync(join(__dirname, '../../../docs/openapi.json'), 'utf8'));

interface Operation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}

const paths = openApiDocument().paths as unknown as Record<string, Record<string, Operation>>;

describe('docs/openapi.json', () => {
  it('is what the route table says (else: npm run openapi)', () => {
    expect(committed).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
  });

  it.each(routeEntries)('%s: method, security, and every problem that it can answer', (operationId, route) => {
    const operation = paths[route.path]?.[route.method.toLowerCase()];
    expect(operation?.operationId).toBe(operationId);
    expect(operation?.security).toEqual(route.access.kind === 'public' ? [] : [{ access_token: [] }]);
    for (const code of problemsOf(route)) {
      const { status }: ProblemDefinition = problems[code];
      expect(operation?.responses[String(status)]?.description).toContain(`\`${code}\``);
    }
  });

  it('calls no field read-only: clients send what the schemas of requests list', () => {
    expect(JSON.stringify(committed)).not.toContain('"readOnly"');
  });

  it('marks PHI where it stands', () => {
    const schemas = openApiDocument().components?.schemas as unknown as Record<
      string,
      { readonly properties: Record<string, Record<string, unknown>> }
    >;
    expect(schemas.EncryptRequest?.properties.value?.['x-phi']).toBe('unclassified');
    expect(schemas.DecryptResponse?.properties.value?.['x-phi']).toBe('unclassified');
  });
});

describe('the catalogue of problems', () => {
  it.each(Object.entries(problems))(
    '%s: an error status, a sentence, and no detail from 500 on',
    (code, problem: ProblemDefinition) => {
      expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(problem.status).toBeGreaterThanOrEqual(400);
      expect(problem.title).toMatch(/\.$/);
      expect(problem.detail === '').toBe(problem.status >= 500);
    },
  );
});
