import { SettingsSchema } from '../../../shared/config/settings';

const { shape } = SettingsSchema;

describe('164.316(b)(2)(i) retention: HIPAA_AUDIT_LOG_RETENTION_YEARS is never below six', () => {
  it.each(['5', '0', '-6', '6.5', '06.0', ' 7', '7 ', '7e0', '0x10', '', 'six', 'Infinity', 'NaN', 'null', '٧', '101'])(
    'refuses %j',
    (value) => {
      expect(shape.HIPAA_AUDIT_LOG_RETENTION_YEARS.safeParse(value).success).toBe(false);
    },
  );

  it.each([
    [undefined, 6],
    ['6', 6],
    ['7', 7],
    ['100', 100],
  ])('takes %j for %i', (value, years) => {
    expect(shape.HIPAA_AUDIT_LOG_RETENTION_YEARS.parse(value)).toBe(years);
  });
});

describe('guarantee 3: HIPAA_ENABLED and HIPAA_ALLOWED_REGIONS, in EP-050’s form', () => {
  it.each(['True', 'yes', '1', '', 'off'])('refuses HIPAA_ENABLED=%j: closed, not guessed', (value) => {
    expect(shape.HIPAA_ENABLED.safeParse(value).success).toBe(false);
  });

  it.each(['', '[]', 'us-east-1', '["everywhere"]', '"us-east-1"', '["us-east-1",7]'])(
    'refuses HIPAA_ALLOWED_REGIONS=%j',
    (value) => {
      expect(shape.HIPAA_ALLOWED_REGIONS.safeParse(value).success).toBe(false);
    },
  );

  it('takes the list as EP-050 writes it', () => {
    expect(shape.HIPAA_ALLOWED_REGIONS.parse('["us-east-1","us-west-2"]')).toEqual(['us-east-1', 'us-west-2']);
  });
});
