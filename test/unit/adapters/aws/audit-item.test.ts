import { unmarshall } from '@aws-sdk/util-dynamodb';
import {
  auditPartition,
  expiresAt,
  fromAuditItem,
  SHARDS,
  toAuditItem,
} from '../../../../shared/adapters/aws/audit-item';
import { eventAt } from '../../../support/audit-events';
import { ENTITY_A, PATIENT, USER } from '../../../support/synthetic-parties';

const at = (recordedAt: string, retention_years = 6) =>
  eventAt(ENTITY_A, new Date(recordedAt), { retention_years, recorded_at: recordedAt });

describe('164.316(b)(2)(i) retention: when TTL may take an event', () => {
  it.each([
    ['six years and ninety days', '2026-03-10T12:00:00.000Z', 6, '2032-06-08T12:00:00.000Z'],
    ['from a leap day, never a day early', '2028-02-29T12:00:00.000Z', 7, '2035-05-30T12:00:00.000Z'],
    ['ten years, where the deployment says so', '2026-03-10T12:00:00.000Z', 10, '2036-06-08T12:00:00.000Z'],
  ])('%s', (_, recordedAt, years, end) => {
    expect(new Date(expiresAt(at(recordedAt, years)) * 1000).toISOString()).toBe(end);
  });

  it('is written with the event, in whole seconds', () => {
    const { expires_at: expires } = unmarshall(toAuditItem(at('2026-03-10T12:00:00.999Z')));
    expect(Number.isInteger(expires)).toBe(true);
  });
});

describe('the item of an event', () => {
  it('lies in the partition of its tree, day, and shard, and is found by user and by patient', () => {
    const item = unmarshall(toAuditItem(at('2026-03-10T23:59:59.999Z')));
    const partitions = Array.from({ length: SHARDS }, (_, shard) => auditPartition(ENTITY_A, '2026-03-10', shard));
    expect(partitions).toContain(item.pk);
    expect([item.user_pk, item.patient_pk]).toEqual([`${ENTITY_A}#${USER}`, `${ENTITY_A}#${PATIENT}`]);
  });

  it('has no patient’s key where no patient is concerned', () => {
    const item = toAuditItem(eventAt(ENTITY_A, undefined, { patient_id: undefined }));
    expect(Object.keys(item)).not.toEqual(expect.arrayContaining(['patient_pk']));
  });

  it('uses every shard', () => {
    const shards = Array.from(
      { length: 200 },
      () => String(unmarshall(toAuditItem(eventAt(ENTITY_A))).pk).split('#')[2],
    );
    expect(new Set(shards)).toEqual(new Set(['0', '1']));
  });

  it('comes back as the event it was', () => {
    const event = eventAt(ENTITY_A);
    expect(fromAuditItem(toAuditItem(event))).toEqual(JSON.parse(JSON.stringify(event)));
  });

  it('is nothing when it is none of ours', () => {
    const item = { ...toAuditItem(eventAt(ENTITY_A)), user_id: { S: 'Maria Invented' } };
    expect(fromAuditItem(item)).toBeUndefined();
    expect(fromAuditItem({ ...toAuditItem(eventAt(ENTITY_A)), note: { S: 'x' } })).toBeUndefined();
  });
});
