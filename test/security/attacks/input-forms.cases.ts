import { attack, problemIs, stack, staged, statusIs, suite } from './attack-stage';

const NAME = 'Input forms';
const JSON_TYPE = 'application/json';

const post = async (path: string, body: string | Uint8Array, type = JSON_TYPE) =>
  stack().api('POST', path, {
    token: await staged().token('admin@demo.test'),
    body,
    headers: { 'Content-Type': type, 'X-Purpose-Of-Use': 'treatment' },
  });

const VALUE = '{"value":"example","category":"diagnosis"}';

describe('input forms: media types, character sets, and encodings (ASVS 1.5.3)', () => {
  it('takes JSON in UTF-8 by its own name alone', async () => {
    const types = [
      ...[
        'text/json',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'application/xml',
        'text/xml',
      ],
      ...[
        'application/json; charset=utf-16',
        'application/json; charset=iso-8859-1',
        'application/json; charset=utf-7',
      ],
      ...[
        'application/json; charset="utf-8',
        'application/json, text/plain',
        'application/json; charset=utf-8; charset=utf-7',
      ],
      ...[
        'application/jsonx',
        'application/json+x',
        'application/merge-patch+json',
        'application/ld+json',
        '*/*',
        'json',
        '',
      ],
      ...[
        'application/json; profile="http://169.254.169.254/"',
        'application/json\t;charset=utf-8;x',
        'application/problem+json',
      ],
    ];
    const findings = await attack(NAME, suite.sample('media types', types, 10), String, async (type) => {
      const answer = await post('/hipaa/encrypt', VALUE, type);
      return { answer, recorded: true, wrong: [problemIs(answer, 415, 'unsupported-media-type')] };
    });
    expect(findings).toEqual([]);
  });

  it('reads no other encoding than UTF-8 without a mark, and no ill-formed text', async () => {
    const utf16 = Buffer.from(VALUE, 'utf16le');
    const bodies: readonly (readonly [string, string | Uint8Array, number])[] = [
      ['a byte order mark', `\uFEFF${VALUE}`, 400],
      ['UTF-16, little end first', utf16, 400],
      ['UTF-16, big end first', Buffer.from(utf16).swap16(), 400],
      ['UTF-16 with its mark', Buffer.concat([Buffer.of(0xff, 0xfe), utf16]), 400],
      ['Latin-1', Buffer.from('{"value":"é"}', 'latin1'), 400],
      ['an overlong slash', Buffer.concat([Buffer.from('{"value":"'), Buffer.of(0xc0, 0xaf), Buffer.from('"}')]), 400],
      [
        'a surrogate in three bytes',
        Buffer.concat([Buffer.from('{"value":"'), Buffer.of(0xed, 0xa0, 0x80), Buffer.from('"}')]),
        400,
      ],
      [
        'beyond Unicode',
        Buffer.concat([Buffer.from('{"value":"'), Buffer.of(0xf4, 0x90, 0x80, 0x80), Buffer.from('"}')]),
        400,
      ],
      ['a bare NUL', '{"value":"a\0b"}', 400],
      ['a bare line break', '{"value":"a\nb"}', 400],
      ['a lone high surrogate', '{"value":"\\ud800"}', 422],
      ['a lone low surrogate', '{"value":"\\udc00x"}', 422],
      ['surrogates the wrong way round', '{"value":"\\udc00\\ud800"}', 422],
      ['a lone surrogate as a name', '{"value":"x","\\ud800":1}', 422],
      ['a lone surrogate in a context', '{"value":"x","context":{"a":"\\ud800"}}', 422],
      ['a name twice by an escape', '{"value":"x","v\\u0061lue":"y"}', 400],
      ['a name with a NUL', '{"value\\u0000":"x"}', 422],
      ['a comment', '{"value":"x"/**/}', 400],
      ['a comma at the end', '{"value":"x",}', 400],
      ['NaN', '{"value":NaN}', 400],
      ['two texts', `${VALUE}${VALUE}`, 400],
      ['a line of each', `${VALUE}\n${VALUE}`, 400],
      ['a text for a text', '"{\\"value\\":\\"x\\"}"', 422],
      ['an array for a value', '{"value":["x"]}', 422],
      ['an object with toString', '{"value":{"toString":"x"}}', 422],
    ];
    const findings = await attack(
      NAME,
      suite.sample('encodings', bodies, 14),
      ([name]) => name,
      async ([, body, status]) => {
        const answer = await post('/hipaa/encrypt', body);
        return { answer, recorded: true, wrong: [statusIs(answer, status)] };
      },
    );
    expect(findings).toEqual([]);
  });

  it('takes the words of a closed list as they are spelt, and no look-alikes', async () => {
    const words = [
      'Diagnosis',
      'diagnosis ',
      ' diagnosis',
      'dіagnosis',
      'diagnosıs',
      'ｄiagnosis',
      'diag\u200Bnosis',
      'diagno\u0073\u0301is',
      'diagnosis\u0000',
      '',
      'constructor',
      '__proto__',
      'toString',
    ];
    const findings = await attack(
      NAME,
      words,
      (word) => JSON.stringify(word),
      async (word) => {
        const answer = await post('/hipaa/encrypt', JSON.stringify({ value: 'x', category: word }));
        return { answer, recorded: true, wrong: [problemIs(answer, 422, 'invalid-request')] };
      },
    );
    const purposes = await attack(
      NAME,
      ['treatmеnt', 'TREATMENT', 'treatment\u00A0', 'emergency,treatment'],
      String,
      async (purpose) => {
        const answer = await post('/hipaa/encrypt', JSON.stringify({ value: 'x', purpose }));
        return { answer, recorded: true, wrong: [problemIs(answer, 422, 'invalid-request')] };
      },
    );
    expect([...findings, ...purposes]).toEqual([]);
  });
});
