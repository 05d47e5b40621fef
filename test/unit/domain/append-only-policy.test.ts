import { appendOnlyPolicy } from '../../../infra/local/engines/dynamodb/append-only-policy';
import { APPEND_ONLY_DENIED_ACTIONS } from '../../../shared/config/tables';
import { undeniedActions } from '../../../shared/domain/append-only-policy';

const ARN = 'arn:aws:dynamodb:us-east-1:000000000000:table/audit';
const ALL = [...APPEND_ONLY_DENIED_ACTIONS];
const SERVICES_APART = { Bool: { 'aws:PrincipalIsAWSService': 'false' } };
const DENIAL = { Effect: 'Deny', Principal: '*', Action: ALL, Resource: '*', Condition: SERVICES_APART };

const undenied = (...Statement: readonly object[]) => undeniedActions(JSON.stringify({ Statement }), ARN, ALL);

describe('164.312(c)(1) integrity: a table’s policy denies its change to everybody', () => {
  it.each([
    ['as we deploy it', DENIAL],
    ['with the principal spelled out', { ...DENIAL, Principal: { AWS: '*' } }],
    ['with its own ARN', { ...DENIAL, Resource: [ARN] }],
    [
      'with lists of one',
      { ...DENIAL, Principal: { AWS: ['*'] }, Condition: { Bool: { 'aws:PrincipalIsAWSService': ['false'] } } },
    ],
    ['without leaving services out', { ...DENIAL, Condition: undefined }],
    ['by a pattern', { ...DENIAL, Action: 'dynamodb:*' }],
    ['in another case', { ...DENIAL, Action: ALL.map((action) => action.toLowerCase()) }],
  ])('holds %s', (_, statement) => {
    expect(undenied(statement)).toEqual([]);
  });

  it('holds as the local stack shows it, and spread over several statements', () => {
    expect(undeniedActions(appendOnlyPolicy(ARN), ARN, ALL)).toEqual([]);
    expect(undenied(...ALL.map((Action) => ({ ...DENIAL, Action })))).toEqual([]);
  });

  it.each(ALL)('names %s when it alone is missing', (missing) => {
    expect(undenied({ ...DENIAL, Action: ALL.filter((action) => action !== missing) })).toEqual([missing]);
  });

  it.each([
    ['allows', { ...DENIAL, Effect: 'Allow' }],
    ['names one principal', { ...DENIAL, Principal: { AWS: 'arn:aws:iam::000000000000:root' } }],
    ['leaves principals out', { ...DENIAL, Principal: undefined, NotPrincipal: { AWS: 'x' } }],
    ['is of another table', { ...DENIAL, Resource: `${ARN}2` }],
    ['is of the indexes', { ...DENIAL, Resource: `${ARN}/index/*` }],
    ['holds for services alone', { ...DENIAL, Condition: { Bool: { 'aws:PrincipalIsAWSService': 'true' } } }],
    ['has another condition', { ...DENIAL, Condition: { StringEquals: { 'aws:PrincipalTag/x': 'y' } } }],
    [
      'has one condition more',
      { ...DENIAL, Condition: { ...SERVICES_APART, IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } },
    ],
    ['leaves actions out', { ...DENIAL, Action: undefined, NotAction: 'dynamodb:PutItem' }],
    ['has a pattern that misses', { ...DENIAL, Action: 'dynamodb:Update?' }],
    ['has dots where a pattern has none', { ...DENIAL, Action: ALL.map((action) => action.replace(':', '.')) }],
  ])('counts for nothing a statement that %s', (_, statement) => {
    expect(undenied(statement)).toEqual(ALL);
  });

  it.each(['', '{', 'null', '{}', '{"Statement":7}', '[]'])('counts for nothing what is no policy: %p', (text) => {
    expect(undeniedActions(text, ARN, ALL)).toEqual(ALL);
  });
});
