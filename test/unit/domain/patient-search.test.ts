import { searchCriteria, searchProblems, searchScope, type SearchWords } from '../../../shared/domain/patient-search';
import { platformAdmin, tenantAdmin, USER } from '../../support/synthetic-parties';

describe('what a search must say', () => {
  it.each<readonly [string, SearchWords, readonly (readonly [string, string])[]]>([
    ['nothing', {}, [['', 'criterion-required']]],
    ['a flag alone', { prefix: true }, [['', 'criterion-required']]],
    ['a prefix of two', { last_name: 'qu', prefix: true }, [['last_name', 'too-short']]],
    [
      'two prefixes, one of them short',
      { last_name: 'qua', first_name: 'T.O', prefix: true },
      [['first_name', 'too-short']],
    ],
    ['a name of two, exactly', { last_name: 'Li' }, []],
    ['punctuation', { last_name: '- -' }, [['last_name', 'too-short']]],
    ['a prefix of three beside a date', { last_name: "O'Br", date_of_birth: '1980-01-01', prefix: true }, []],
    ['an emergency by name', { last_name: 'Roe', emergency: true }, [['emergency', 'mrn-or-name-and-birth-required']]],
    ['an emergency by number', { mrn: 'M1', emergency: true }, []],
    ['an emergency by name and birth', { last_name: 'Roe', date_of_birth: '1980-01-01', emergency: true }, []],
    ['an emergency by prefix', { mrn: 'M1', prefix: true, emergency: true }, [['prefix', 'not-in-emergency']]],
  ])('%s', (_, words, problems) => {
    expect(searchProblems(words).map(({ path, code }) => [path, code])).toEqual(problems);
  });

  it('shows no word of it, not even where a criterion is printed', () => {
    const criteria = searchCriteria({ last_name: 'Quackenbush', mrn: 'M-1', prefix: true });
    expect(criteria.map(({ field, form }) => [field, form])).toEqual([
      ['last_name', 'prefix'],
      ['mrn', 'exact'],
    ]);
    expect(JSON.stringify(criteria)).not.toMatch(/quack|m1/i);
  });
});

describe('164.312(a)(1) whom a search may find', () => {
  const nurse = tenantAdmin({ roles: ['clinician'] });

  it.each([
    ['an admin: the entity', tenantAdmin(), false, { kind: 'entity' }],
    ['a platform operator: the entity that was named', platformAdmin(), false, { kind: 'entity' }],
    ['a clinician: the own patients', nurse, false, { kind: 'care-team', user_id: USER }],
    ['both: the entity', tenantAdmin({ roles: ['admin', 'clinician'] }), false, { kind: 'entity' }],
    ['a clinician in an emergency: the entity’s ids', nurse, true, { kind: 'emergency' }],
    ['both in an emergency', tenantAdmin({ roles: ['admin', 'clinician'] }), true, { kind: 'emergency' }],
    ['an admin in an emergency: nobody', tenantAdmin(), true, { refused: 'role-required' }],
    ['an auditor: nobody', tenantAdmin({ roles: ['auditor'] }), false, { refused: 'role-required' }],
  ])('%s', (_, actor, emergency, scope) => {
    expect(searchScope(actor, emergency)).toEqual(scope);
  });
});
