import { conflictingPathVariables } from '../../infra/guards/path-variables';
import { routeEntries } from '../../shared/api/routes/routes';

describe('API Gateway: path variables under one parent have one name', () => {
  it('the route table has no conflict', () => {
    expect(conflictingPathVariables(routeEntries.map(([, route]) => route.path))).toEqual([]);
  });

  it('finds two names under one parent, whatever follows them', () => {
    const conflicts = conflictingPathVariables(['/patients/{id}', '/patients/{patient_id}/phi']);

    expect(conflicts).toEqual(['/patients has the path variables {id} and {patient_id}']);
  });

  it('finds a conflict below a variable that itself is named twice', () => {
    const conflicts = conflictingPathVariables(['/a/{x}/b/{y}', '/a/{z}/b/{w}']);

    expect(conflicts).toEqual(['/a has the path variables {x} and {z}', '/a/{}/b has the path variables {w} and {y}']);
  });

  it('lets the same name stand in many paths, and other names under other parents', () => {
    const paths = ['/patients/{id}', '/patients/{id}/phi', '/keys/{version}', '/patients/search'];

    expect(conflictingPathVariables(paths)).toEqual([]);
  });
});
