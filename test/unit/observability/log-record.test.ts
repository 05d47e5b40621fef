import fc from 'fast-check';
import { loggedError, sanitiseRecord } from '../../../shared/observability/sanitiser';
import { anyText } from '../../support/any-text';

const PHI = 'Maria Invented, 900-12-3456, 12 Elm Street';
const written = (fields: Readonly<Record<string, unknown>>): string => JSON.stringify(sanitiseRecord(fields));

class NamedError extends Error {
  constructor(name: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
  }
}

describe('guarantee 5: a log line holds allow-listed keys and nothing else', () => {
  it.each(['value', 'patient_name', 'message', 'body', 'headers', 'event', 'stack', '__proto__', 'Request_id', 'name'])(
    'drops %s',
    (key) => {
      expect(sanitiseRecord({ [key]: PHI, request_id: 'r-1' })).toEqual({ request_id: 'r-1' });
    },
  );

  it('drops every other key, whatever it is called', () => {
    const known =
      /^(request_id|error_id|operation|function_name|status_code|reason_code|outcome|duration_ms|dependency|error|settings)$/;
    const name = anyText().filter((key) => !known.test(key));
    fc.assert(fc.property(name, fc.anything(), (key, value) => expect(sanitiseRecord({ [key]: value })).toEqual({})));
  });

  it.each([
    ['request_id', { ssn: PHI }],
    ['operation', [PHI]],
    ['outcome', 5],
    ['reason_code', null],
    ['status_code', '200'],
    ['status_code', Number.NaN],
    ['duration_ms', Infinity],
    ['settings', PHI],
    ['error', undefined],
  ])('drops a %s that has not its form: %j', (key, value) => {
    expect(sanitiseRecord({ [key]: value })).toEqual({});
  });

  it.each([
    ['operation', 'decryptValue', 'decryptValue'],
    ['operation', 'x'.repeat(300), 'x'.repeat(256)],
    ['status_code', 503, 503],
    ['duration_ms', 0, 0],
    ['settings', ['PHI_KEY_ARN', 5], ['PHI_KEY_ARN']],
  ])('keeps %s in its form', (key, value, kept) => {
    expect(sanitiseRecord({ [key]: value })).toEqual({ [key]: kept });
  });
});

describe('guarantee 5: an error is logged as its class and frames, never its message', () => {
  const WORDS = /Maria|Invented|900-12|3456|Elm Street/;

  it.each([
    ['the message', new Error(PHI)],
    ['a message of several lines', new Error(`${PHI}\n${PHI}`)],
    ['a message with a line that looks like a frame', new Error(`x\n    at ${PHI}:10:20`)],
    ['a message with a line that looks like a frame in brackets', new Error(`x\n    at reader (${PHI}:10:20)`)],
    ['the cause', new Error('x', { cause: new Error(PHI) })],
    ['a cause that is text', new Error('x', { cause: PHI })],
    ['the cause’s cause', new Error('x', { cause: new Error('y', { cause: PHI }) })],
    ['the name', new NamedError(PHI, 'x')],
    ['the cause’s name', new Error('x', { cause: new NamedError(PHI, 'y') })],
    ['a property', Object.assign(new Error('x'), { value: PHI, [PHI]: 1 })],
    ['an aggregate', new AggregateError([new Error(PHI)], PHI)],
    ['a thrown text', PHI],
    ['a thrown object', { message: PHI, name: PHI, stack: `    at ${PHI}:1:2` }],
    ['a thrown list', [PHI]],
    ['a replaced stack', Object.assign(new Error('x'), { stack: PHI })],
    [
      'a syntax error of JSON',
      ((): unknown => {
        try {
          return JSON.parse(PHI);
        } catch (error) {
          return error;
        }
      })(),
    ],
  ])('shows nothing of %s', (_, error) => {
    expect(written({ error })).not.toMatch(WORDS);
  });

  it('shows nothing of any message, however many lines it has', () => {
    const secret = fc.string({ unit: 'grapheme-ascii', minLength: 4 }).map((text) => `§${text}§`);
    fc.assert(
      fc.property(
        fc.array(secret, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('\n', '\n    at ', ' at '),
        (parts, glue) => {
          const line = written({ error: new Error(`${parts.join(glue)}:1:1`, { cause: new Error(parts.join(glue)) }) });
          expect(line).not.toContain('§');
        },
      ),
    );
  });

  it('names the class, the class of the cause, and where it was thrown', () => {
    const error = new TypeError(PHI, { cause: new RangeError(PHI) });
    const logged = loggedError(error);
    expect(logged).toMatchObject({ name: 'TypeError', cause: 'RangeError' });
    expect(logged?.frames[0]).toMatch(/^at .*log-record\.test\.ts:\d+:\d+\)?$/);
    expect(logged?.frames.every((frame) => frame.startsWith('at '))).toBe(true);
  });

  it.each([
    ['nothing for nothing', undefined, undefined],
    ['the type of what is no error', 'text', { name: 'string', frames: [] }],
    ['the type of null', null, { name: 'object', frames: [] }],
    [
      'no frames where there is no stack',
      Object.assign(new Error('x'), { stack: undefined }),
      { name: 'Error', frames: [] },
    ],
  ])('logs %s', (_, error, expected) => {
    expect(loggedError(error)).toEqual(expected);
  });

  it('keeps at most twenty frames', () => {
    const stack = `Error: x\n${Array.from({ length: 100 }, (_, i) => `    at f (file.js:${i}:1)`).join('\n')}`;
    expect(loggedError(Object.assign(new Error('x'), { stack }))?.frames).toHaveLength(20);
  });
});
