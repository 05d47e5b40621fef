import { tokenClaims } from '../../../shared/domain/token-claims';
import { ENTITY_A } from '../../support/synthetic-parties';

describe('164.312(d) what our trigger adds to an access token', () => {
  it('is the covered entity of the user’s immutable attribute, and the scope of the API', () => {
    expect(tokenClaims({ 'custom:covered_entity_id': ENTITY_A, email: 'a@clinic.example', sub: 'x' })).toEqual({
      claims: { covered_entity_id: ENTITY_A },
      scopes: ['phiducia/api'],
    });
  });

  it.each([
    ['the attribute is absent', {}],
    ['the attribute is empty', { 'custom:covered_entity_id': '' }],
    ['the attribute is undefined', { 'custom:covered_entity_id': undefined }],
    ['another attribute has the claim’s name', { covered_entity_id: ENTITY_A }],
  ])('is the scope alone when %s', (_, attributes) => {
    expect(tokenClaims(attributes)).toEqual({ claims: {}, scopes: ['phiducia/api'] });
  });
});
