import { MAX_BODY_BYTES, parseRequest } from '../../../../functions/_pipeline/parse-request';
import { Refused } from '../../../../functions/_pipeline/refused';
import { routes } from '../../../../shared/api/routes/routes';
import { proxyEvent, type ProxyRequest } from '../../../support/proxy-event';
import { ENTITY_A, ENTITY_B } from '../../../support/synthetic-parties';

const BODY = { ciphertext: 'phi.v1.x', purpose: 'treatment' };
const json = (changes: object = {}): string => JSON.stringify({ ...BODY, ...changes });

const outcome = (request: ProxyRequest, route: keyof typeof routes = 'decryptValue'): unknown => {
  try {
    return parseRequest(proxyEvent(request), routes[route]);
  } catch (error) {
    return error instanceof Refused ? { code: error.code, fields: error.fields } : error;
  }
};
const refused = (code: string, fields: readonly object[] = []) => ({ code, fields });

/** Two things wrong; the first named wins. */
const WRONG = {
  413: { body: `${json()}${' '.repeat(MAX_BODY_BYTES)}` },
  415: { headers: { 'Content-Type': 'text/plain' } },
  406: { headers: { Accept: 'text/html' } },
  400: { body: '{' },
  422: { body: json({ purpose: 'curiosity' }) },
} as const;

describe('the first thing that is wrong with a request answers: 413, 415, 406, 400, 422', () => {
  const both = { 'Content-Type': 'text/plain', Accept: 'text/html' };

  it.each([
    ['413 before 415', { body: WRONG[413].body, headers: WRONG[415].headers }, 'body-too-large'],
    ['413 before 406', { body: WRONG[413].body, headers: WRONG[406].headers }, 'body-too-large'],
    ['413 before 400', { body: '{'.repeat(MAX_BODY_BYTES + 1) }, 'body-too-large'],
    ['415 before 406', { body: json(), headers: both }, 'unsupported-media-type'],
    ['415 before 400', { body: WRONG[400].body, headers: WRONG[415].headers }, 'unsupported-media-type'],
    ['415 before 422', { body: WRONG[422].body, headers: WRONG[415].headers }, 'unsupported-media-type'],
    ['406 before 400', { body: WRONG[400].body, headers: WRONG[406].headers }, 'not-acceptable'],
    ['406 before 422', { body: WRONG[422].body, headers: WRONG[406].headers }, 'not-acceptable'],
    ['400 before 422', { body: '{"purpose":"curiosity","purpose":1}' }, 'malformed-request'],
    ['422 at last', { body: WRONG[422].body }, 'invalid-request'],
  ])('%s', (_, request, code) => {
    expect(outcome(request)).toMatchObject({ code });
  });
});

describe('the size of a body: at most 4 MiB, as sent', () => {
  const sized = (bytes: number): string => `${json()}${' '.repeat(bytes - json().length)}`;

  it.each([
    ['accepts 4 MiB', MAX_BODY_BYTES, undefined],
    ['refuses a byte more', MAX_BODY_BYTES + 1, 'body-too-large'],
  ])('%s', (_, bytes, code) => {
    expect(Reflect.get(Object(outcome({ body: sized(bytes) })) as object, 'code')).toBe(code);
  });

  it('counts bytes, not characters', () => {
    const body = json({ context: { a: 'ä' } }) + ' '.repeat(MAX_BODY_BYTES - json({ context: { a: 'ä' } }).length);
    expect(outcome({ body })).toEqual(refused('body-too-large'));
  });

  it('holds for a route that takes no body, too', () => {
    expect(outcome({ body: ' '.repeat(MAX_BODY_BYTES + 1) }, 'listAuditLogs')).toEqual(refused('body-too-large'));
  });

  it('and a body of nothing is no JSON', () => {
    expect(outcome({})).toEqual(refused('malformed-request'));
  });
});

describe('the media type of a body', () => {
  it.each([
    ['application/json', true],
    ['Application/JSON', true],
    ['application/json; charset=utf-8', true],
    ['application/json;charset="UTF-8"', true],
    ['application/json ; charset=utf-8 ', true],
    ['application/json; charset="utf-8', false],
    ['application/json; charset=utf-16', false],
    ['application/json; charset=iso-8859-1', false],
    ['application/json-patch+json', false],
    ['application/merge-patch+json', false],
    ['text/json', false],
    ['', false],
    ['application/json, text/plain', false],
    ['application/json\n', false],
  ])('%j: %s', (type, accepted) => {
    const result = outcome({ body: json(), headers: { 'Content-Type': type } });
    if (accepted) expect(result).toHaveProperty('purpose', 'treatment');
    else expect(result).toEqual(refused('unsupported-media-type'));
  });

  it('is read from the header in any case', () => {
    const headers = { 'Content-Type': 'text/plain' };
    const event = { ...proxyEvent({ body: json() }), headers: { 'CONTENT-TYPE': 'application/json' } };
    expect(() => parseRequest(event, routes.decryptValue)).not.toThrow();
    expect(outcome({ body: json(), headers })).toEqual(refused('unsupported-media-type'));
  });
});

describe('the acceptable form of an answer', () => {
  it.each([
    [undefined, true],
    ['*/*', true],
    ['application/*', true],
    ['application/json', true],
    ['text/html, application/json;q=0.1', true],
    ['text/html', false],
    ['application/json;q=0', false],
    ['application/problem+json', false],
  ])('Accept: %j: %s', (accept, accepted) => {
    const result = outcome({ body: json(), headers: accept === undefined ? {} : { Accept: accept } });
    if (accepted) expect(result).toHaveProperty('purpose', 'treatment');
    else expect(result).toEqual(refused('not-acceptable'));
  });
});

describe('45 CFR 164.502(b): the purpose of use, in header and body', () => {
  const HEADER = 'X-Purpose-Of-Use';

  it.each([
    ['in the body alone', { purpose: 'payment' }, undefined, 'payment'],
    ['in the header alone', { purpose: undefined }, 'payment', 'payment'],
    ['the same in both', { purpose: 'payment' }, 'payment', 'payment'],
    ['in neither', { purpose: undefined }, undefined, undefined],
  ])('%s', (_, body, header, purpose) => {
    const headers = header === undefined ? undefined : { [HEADER]: header };
    expect(outcome({ body: json(body), headers })).toHaveProperty('purpose', purpose);
  });

  it.each([
    ['differs from the body', { purpose: 'payment' }, 'research', { path: HEADER, code: 'differs-from-body' }],
    ['is not in the list', { purpose: undefined }, 'curiosity', { path: HEADER, code: 'not-in-list' }],
    ['is in the list but for its case', { purpose: undefined }, 'Payment', { path: HEADER, code: 'not-in-list' }],
    ['is empty', { purpose: undefined }, '', { path: HEADER, code: 'not-in-list' }],
  ])('refuses a header that %s', (_, body, header, field) => {
    expect(outcome({ body: json(body), headers: { [HEADER]: header } })).toEqual(refused('invalid-request', [field]));
  });

  it('refuses a body whose purpose is not in the list, header or no', () => {
    const fields = [{ path: 'purpose', code: 'not-in-list' }];
    expect(outcome({ body: json({ purpose: 'x' }) })).toEqual(refused('invalid-request', fields));
    expect(outcome({ body: json({ purpose: 5 }), headers: { [HEADER]: 'payment' } })).toMatchObject({
      code: 'invalid-request',
    });
  });

  it('is not asked for where no PHI is revealed', () => {
    expect(outcome({ headers: { [HEADER]: 'curiosity' } }, 'listAuditLogs')).toHaveProperty('purpose', undefined);
  });
});

describe('what a route does not know is wrong, and never passed over', () => {
  const UNKNOWN = refused('invalid-request', [{ path: '', code: 'unknown-field' }]);

  it.each([
    ['an unknown parameter', { more: ['x'] }, UNKNOWN],
    [
      'a parameter given twice',
      { limit: ['1', '2'] },
      refused('invalid-request', [{ path: 'limit', code: 'wrong-type' }]),
    ],
    [
      'an entity given twice',
      { covered_entity_id: [ENTITY_A, ENTITY_B] },
      refused('invalid-request', [{ path: 'covered_entity_id', code: 'invalid-format' }]),
    ],
  ])('refuses %s', (_, query, expected) => {
    expect(outcome({ query }, 'listAuditLogs')).toEqual(expected);
  });

  it('refuses a parameter on a route that states none, an entity above all', () => {
    expect(outcome({ body: json(), query: { covered_entity_id: [ENTITY_B] } })).toEqual(UNKNOWN);
  });

  it.each([
    ['an unknown field', '{"ciphertext":"x","more":1}', ''],
    ['the field __proto__', '{"ciphertext":"x","__proto__":{"purpose":"treatment"}}', ''],
    ['a context key that is no name', '{"ciphertext":"x","context":{"a b":"c"}}', 'context.*'],
    [
      'an item’s context key __proto__',
      '{"items":[{"ciphertext":"x","context":{"__proto__":"c"}}]}',
      'items.0.context.*',
    ],
    ['the context key __proto__', '{"ciphertext":"x","context":{"__proto__":"c"}}', 'context.*'],
  ])('refuses %s', (_, body, path) => {
    expect(outcome({ body })).toMatchObject({ code: 'invalid-request', fields: [{ path }] });
  });
});
