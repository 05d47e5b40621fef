import { bodySchemaOf, operations } from './document/openapi-document';
import { Known } from './generate/drawn';
import { knownKindOf } from './generate/known-kinds';
import { FILLERS, largestValue } from './generate/largest-values';
import type { Caller, FuzzRequest } from './generate/requests';
import { fuzz, suite } from './running-fuzz';

const MINUTES_MS = 10 * 60_000;

const withBody = operations.flatMap((operation) => {
  const schema = bodySchemaOf(operation);
  return schema === undefined ? [] : [{ operation, schema }];
});

describe('no route answers 5xx to a body at all of its limits at once', () => {
  it(
    'of one, three, and six bytes a character, in every member that the document names',
    async () => {
      const drawn = suite.sample(
        'bodies and fillers',
        withBody.flatMap((each) => FILLERS.map((filler) => ({ ...each, filler }))),
        3,
      );
      for (const { operation, schema, filler } of drawn) {
        const names = (operation.parameters ?? [])
          .filter((parameter) => parameter.in === 'path')
          .map(({ name }) => name);
        const request: FuzzRequest = {
          operation,
          caller: (operation.roles[0] ?? 'admin') as Caller,
          path: Object.fromEntries(names.map((name) => [name, new Known(knownKindOf(name, operation.path) ?? '', 0)])),
          query: [],
          headers: operation.responses['428'] === undefined ? [] : [['If-Match', new Known('etag', 0)]],
          contentType: 'application/json',
          body: { kind: 'json', value: largestValue(schema, filler) },
        };
        await fuzz().check([request]);
      }
    },
    MINUTES_MS,
  );
});
