import { fixedCounts } from '../../infra/ops/costs/cost-tables';
import { STACK_NAMES, templateOf } from './support/assembly';
import { resourcesOfType } from './support/template';

const templates = STACK_NAMES.map((stack) => templateOf(stack));
const ofType = (type: string) => templates.flatMap((template) => resourcesOfType(template, type));

describe('npm run costs: what a stage costs each month', () => {
  it('counts what is deployed and has a price by the month', () => {
    const webAcls = ofType('AWS::WAFv2::WebACL');

    expect({
      kmsKeys: ofType('AWS::KMS::Key').length,
      secrets: ofType('AWS::SecretsManager::Secret').length,
      webAcls: webAcls.length,
      wafRules: webAcls.flatMap(({ properties }) => properties['Rules']).length,
      dashboards: ofType('AWS::CloudWatch::Dashboard').length,
      alarms: ofType('AWS::CloudWatch::Alarm').length,
    }).toEqual(fixedCounts);
  });
});
