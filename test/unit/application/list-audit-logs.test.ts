import { createSecretKey } from 'node:crypto';
import { MemoryAuditTrail } from '../../../shared/adapters/memory/memory-audit-trail';
import { MemoryReconciliationLedger } from '../../../shared/adapters/memory/memory-reconciliation-ledger';
import { systemRandomness } from '../../../shared/adapters/aws/system-sources';
import { CursorKeys } from '../../../shared/application/cursor-keys';
import { readAuditLog } from '../../../shared/application/list-audit-logs';
import { answerPage } from '../../../shared/application/list-page';
import { auditEvent, type Call } from '../../../shared/application/call';
import type { AuditFilterTexts } from '../../../shared/domain/audit-query';
import { isRefusal } from '../../../shared/domain/result';
import { isAudited } from '../../../shared/ports/audit-trail';
import { phiCall } from '../../support/memory-custody';
import { DAY, MINUTE, MovableClock } from '../../support/movable-clock';
import { ENTITY_A, ENTITY_B, PATIENT } from '../../support/synthetic-parties';

class LogCustody {
  readonly clock = new MovableClock();
  readonly randomness = systemRandomness;
  readonly audit = new MemoryAuditTrail();
  readonly log = this.audit;
  readonly reconciliation = new MemoryReconciliationLedger();
  readonly cursors = { cursorKey: () => Promise.resolve(createSecretKey(Buffer.alloc(32, 3))) };

  async fill(count: number, tree = ENTITY_A): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      this.clock.advance(1);
      const call = phiCall({ tree });
      await this.audit.record([auditEvent(call, { outcome: 'success', status_code: 200 }, this)]);
    }
  }
}

const QUESTION = { tree: ENTITY_A, filters: {}, limit: 2 };
const INVALID = { refused: 'invalid-cursor' };

const LISTING: Call = { ...phiCall(), operation: 'listAuditLogs', resource_type: 'audit_log', grant: undefined };

const ALL: AuditFilterTexts = {};

const page = async (custody: LogCustody, cursor?: string, tree = ENTITY_A, filters = ALL) => {
  const result = await readAuditLog(custody, { tree, filters, limit: 2, cursor });
  if (isRefusal(result)) throw new Error('refused');
  return result;
};

describe('164.312(b) audit controls: the audit log is read in pages, newest first', () => {
  it('ends with a page without a cursor, and leaves nothing out', async () => {
    const custody = new LogCustody();
    await custody.fill(5);
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const { items, next_cursor } = await page(custody, cursor);
      ids.push(...items.map(({ id }) => id));
      cursor = next_cursor;
    } while (cursor !== undefined);
    expect(ids).toEqual(custody.audit.events.map(({ id }) => id).reverse());
  });

  it('shows one tree alone', async () => {
    const custody = new LogCustody();
    await custody.fill(3);
    expect((await page(custody, undefined, ENTITY_B)).items).toEqual([]);
  });

  it('shows no position in its cursor that a client could move', async () => {
    const custody = new LogCustody();
    await custody.fill(3);
    const { next_cursor = '' } = await page(custody);
    const raw = Buffer.from(next_cursor, 'base64url');
    raw.writeUInt8(raw.readUInt8(40) ^ 1, 40);
    expect(await readAuditLog(custody, { ...QUESTION, cursor: raw.toString('base64url') })).toEqual(INVALID);
  });

  it.each([
    ['another tenant’s', ENTITY_B],
    ['the platform’s', 'platform'],
  ])('refuses its cursor on %s log', async (_, tree) => {
    const custody = new LogCustody();
    await custody.fill(3);
    const { next_cursor: cursor } = await page(custody);
    expect(await readAuditLog(custody, { ...QUESTION, tree, cursor })).toEqual(INVALID);
  });

  const FILTERED: AuditFilterTexts = { patient_id: PATIENT, outcome: 'success', from: '2026-03-10' };

  it.each<readonly [string, AuditFilterTexts]>([
    ['no filter', {}],
    ['one filter less', { patient_id: PATIENT, outcome: 'success' }],
    ['one filter more', { ...FILTERED, action: 'READ' }],
    ['another value', { ...FILTERED, outcome: 'denied' }],
    ['another time', { ...FILTERED, from: '2026-03-10T00:00:00.001Z' }],
    ['a bound that is the other one', { patient_id: PATIENT, outcome: 'success', to: '2026-03-10T00:00:00Z' }],
  ])('refuses the cursor of a filtered log with %s', async (_, filters) => {
    const custody = new LogCustody();
    await custody.fill(3);
    const { next_cursor: cursor } = await page(custody, undefined, ENTITY_A, FILTERED);
    expect(await readAuditLog(custody, { ...QUESTION, filters, cursor })).toEqual(INVALID);
  });

  it('takes the cursor of a filtered log with the same filters in another order and spelling', async () => {
    const custody = new LogCustody();
    await custody.fill(3);
    const { next_cursor } = await page(custody, undefined, ENTITY_A, FILTERED);
    const same = { from: '2026-03-10T00:00:00.000Z', outcome: 'success', patient_id: PATIENT.toUpperCase() } as const;
    expect((await page(custody, next_cursor, ENTITY_A, same)).items).toHaveLength(1);
  });
});

describe('164.312(b) audit controls: reading the log is itself an event', () => {
  it('that is durable before the page is released', async () => {
    const custody = new LogCustody();
    await custody.fill(3);
    const answer = await answerPage(custody, LISTING, await page(custody));
    expect(isAudited(answer)).toBe(true);
    expect(custody.audit.events.at(-1)).toMatchObject({
      operation: 'listAuditLogs',
      action: 'READ',
      resource_type: 'audit_log',
      outcome: 'success',
      phi_fields_accessed: [],
    });
  });

  it('no audit, no page', async () => {
    const custody = new LogCustody();
    await custody.fill(3);
    const read = await page(custody);
    custody.audit.available = false;
    await expect(answerPage(custody, LISTING, read)).rejects.toMatchObject({ dependency: 'audit' });
  });

  it('and a refused cursor releases nothing and is left to the edge to record', async () => {
    const custody = new LogCustody();
    const refused = { refused: 'invalid-cursor' } as const;
    expect(await answerPage(custody, LISTING, refused)).toEqual(refused);
    expect(custody.audit.events).toEqual([]);
  });
});

describe('the cursor key of a deployment', () => {
  it('is fetched once in five minutes, and again after a failure', async () => {
    const clock = new MovableClock();
    let fetches = 0;
    const source = {
      cursorKey: () => {
        fetches += 1;
        return fetches === 1
          ? Promise.reject(new Error('down'))
          : Promise.resolve(createSecretKey(Buffer.alloc(32, 3)));
      },
    };
    const keys = new CursorKeys(source, clock);
    await expect(keys.cursorKey()).rejects.toThrow('down');
    await Promise.all([keys.cursorKey(), keys.cursorKey()]);
    clock.advance(5 * MINUTE - 1);
    await keys.cursorKey();
    expect(fetches).toBe(2);
    clock.advance(DAY);
    await keys.cursorKey();
    expect(fetches).toBe(3);
  });
});
