import { createSecretKey, KeyObject, randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { formatCursor, parseCursor } from '../../shared/crypto/cursor';
import { deriveKey } from '../../shared/crypto/derived-key';
import {
  HEADER_BYTES,
  openRecord,
  parseHeader,
  type SealedRecord,
  sealRecord,
} from '../../shared/crypto/record-envelope';
import { openValue, sealValue } from '../../shared/crypto/value-envelope';
import { parseToken } from '../../shared/crypto/value-token';
import { Plaintext } from '../../shared/domain/plaintext';
import { MemoryCustody } from '../support/memory-custody';
import { agreement, KEY_ID } from '../support/synthetic-parties';
import { coldStarts } from './cold-start';
import { encryptionSdkPeer } from './encryption-sdk-peer';
import { simulateFleet } from './fleet';
import type { Measured } from './measured';
import { compare, type Comparison } from './measure';
import { naiveOpen, naiveSeal } from './naive-peer';
import { pipelineOverhead } from './pipeline-overhead';
import { sanitiserFinds, sanitiserSpeed } from './sanitiser';
import { BINDING, TEXTS } from './synthetic-record';

const AGREEMENT = agreement({ covered_entity_id: BINDING.covered_entity_id });

const derived = deriveKey(createSecretKey(Buffer.alloc(32, 7)), Buffer.alloc(16, 9));
const boxes = new Map(TEXTS.map(([name, text]) => [name, Plaintext.of(text)]));

const seal = (): SealedRecord => sealRecord(boxes, BINDING, { keyId: KEY_ID, derived }, randomBytes(12 * boxes.size));

const mustOpen = (opened: ReadonlyMap<string, unknown> | undefined, count: number): void => {
  if (opened?.size !== count) throw new Error('A record did not open.');
};

const repeat = (work: () => unknown) => (times: number) => {
  for (let time = 0; time < times; time += 1) work();
};

const ratio = (figure: string, least: number, { ratio: value, ours, peer }: Comparison): Measured => ({
  figure,
  bar: `≥ ${least}`,
  measured: `${value.toFixed(2)} (${ours.toFixed(1)} µs, peer ${peer.toFixed(1)} µs)`,
  passes: value >= least,
});

const sealing = async (): Promise<readonly Measured[]> => {
  const measured = await compare(
    repeat(seal),
    repeat(() => naiveSeal(derived.key)),
  );
  return [ratio('seal a record of 8 fields, ÷ naive node:crypto', 1.2, measured)];
};

const LIST = 100;

const opening = async (): Promise<readonly Measured[]> => {
  const record = seal();
  const sealed = naiveSeal(derived.key);
  const one = await compare(
    repeat(() => mustOpen(openRecord(record, BINDING, derived), boxes.size)),
    repeat(() => naiveOpen(derived.key, sealed)),
  );
  const custody = new MemoryCustody();
  const writer = await custody.keyring.sealingKey(AGREEMENT, LIST * boxes.size);
  const list = Array.from({ length: LIST }, () => sealRecord(boxes, BINDING, writer, randomBytes(12 * boxes.size)));
  const reader = custody.instance();
  const openList = async (): Promise<void> => {
    for (const each of list) {
      const header = parseHeader(each.header);
      const key = header && (await reader.openingKey(BINDING.covered_entity_id, header.keyId, header.salt));
      mustOpen(key && openRecord(each, BINDING, key.derived), boxes.size);
    }
  };
  const many = await compare(
    async (times) => {
      for (let time = 0; time < times; time += 1) await openList();
    },
    repeat(() => {
      for (let each = 0; each < LIST; each += 1) naiveOpen(derived.key, sealed);
    }),
  );
  return [
    ratio('open such a record, ÷ naive node:crypto', 0.85, one),
    ratio('open a list of 100 such records through the keyring, ÷ naive', 0.85, many),
  ];
};

const encryptionSdk = async (): Promise<readonly Measured[]> => {
  const figure = 'seal and open, per field, ÷ AWS Encryption SDK (unsigned, cached materials)';
  const peer = encryptionSdkPeer();
  const overhead = await peer();
  const measured = await compare(
    repeat(() => mustOpen(openRecord(seal(), BINDING, derived), boxes.size)),
    async (times) => {
      for (let time = 0; time < times; time += 1) await peer();
    },
  );
  const row = ratio(figure, 50, measured);
  return [{ ...row, measured: `${row.measured}; its bytes per field: ${overhead.toFixed(0)}` }];
};

const sizes = (): Promise<readonly Measured[]> => {
  const record = seal();
  const perField = TEXTS.map(([name, text]) => (record.fields.get(name)?.length ?? NaN) - Buffer.byteLength(text));
  const most = Math.max(...perField);
  return Promise.resolve([
    { figure: 'bytes over the text, per field', bar: '≤ 28', measured: String(most), passes: most <= 28 },
    {
      figure: 'bytes of a record’s header',
      bar: '≤ 80',
      measured: String(record.header.length),
      passes: record.header.length <= 80 && record.header.length === HEADER_BYTES,
    },
  ]);
};

const CHOSEN = ['last_name', 'date_of_birth'];

const choosing = async (): Promise<readonly Measured[]> => {
  const record = seal();
  const measured = await compare(
    repeat(() => mustOpen(openRecord(record, BINDING, derived, CHOSEN), CHOSEN.length)),
    repeat(() => mustOpen(openRecord(record, BINDING, derived), boxes.size)),
  );
  return [ratio('open 2 of 8 fields, ÷ opening 8', 3, measured)];
};

const keyCalls = async (): Promise<readonly Measured[]> => {
  const { calls, operations } = await simulateFleet({ instances: 20, tenants: 10, minutes: 15 });
  const rate = (calls / operations) * 10_000;
  const custody = new MemoryCustody();
  const warm = await custody.keyring.sealingKey(AGREEMENT);
  custody.wrapping.calls = 0;
  for (let time = 0; time < 10_000; time += 1) {
    await custody.keyring.sealingKey(AGREEMENT);
    await custody.keyring.openingKey(BINDING.covered_entity_id, warm.keyId, warm.derived.salt);
  }
  const critical = custody.wrapping.calls;
  return [
    {
      figure: 'KMS calls per 10,000 field operations, 20 instances × 10 tenants, a record a second each',
      bar: '≤ 5',
      measured: `${rate.toFixed(2)} (${calls} of ${operations})`,
      passes: rate <= 5,
    },
    {
      figure: 'KMS calls on the critical path while the tenant key is cached, in 20,000 uses',
      bar: '0',
      measured: String(critical),
      passes: critical === 0,
    },
  ];
};

const PRIMITIVES = ['createCipheriv', 'createDecipheriv', 'createHmac'] as const;

/** Seals, opens, and signs once, with `node:crypto` watched. */
const keyObjects = (): Promise<readonly Measured[]> => {
  const node = createRequire(__filename)('node:crypto') as Record<string, (...given: readonly unknown[]) => unknown>;
  const originals = PRIMITIVES.map((name) => [name, node[name]] as const);
  const keys: unknown[] = [];
  for (const [name, original] of originals) {
    node[name] = (...given) => {
      keys.push(given[1]);
      return original?.(...given);
    };
  }
  try {
    mustOpen(openRecord(seal(), BINDING, derived), boxes.size);
    const value = { ...BINDING, category: undefined, context: {} };
    const token = parseToken(sealValue(Plaintext.of('x'), value, { keyId: KEY_ID, derived }, randomBytes(12)));
    if (token === undefined || openValue(token, value, derived) === undefined) throw new Error('A token did not open.');
    parseCursor(derived.key, [], formatCursor(derived.key, [], 'position'));
  } finally {
    for (const [name, original] of originals) if (original !== undefined) node[name] = original;
  }
  const others = keys.filter((key) => !(key instanceof KeyObject)).length;
  return Promise.resolve([
    {
      figure: `${PRIMITIVES.join(', ')} called with anything but a KeyObject`,
      bar: '0',
      measured: `${others} of ${keys.length} calls`,
      passes: others === 0 && keys.length >= 20,
    },
  ]);
};

export const rows: ReadonlyMap<number, () => Promise<readonly Measured[]>> = new Map([
  [1, sealing],
  [2, opening],
  [3, encryptionSdk],
  [4, sizes],
  [5, choosing],
  [6, keyCalls],
  [7, keyObjects],
  [9, coldStarts],
  [11, pipelineOverhead],
  [16, sanitiserSpeed],
  [17, sanitiserFinds],
]);
