import { fixedCounts } from '../../infra/ops/costs/cost-tables';
import { templateOf } from './support/assembly';
import { resourcesOfType } from './support/template';

describe('npm run costs: what a stage costs each month', () => {
  it('counts the keys and secrets that are deployed', () => {
    const data = templateOf('Data');

    expect({
      kmsKeys: resourcesOfType(data, 'AWS::KMS::Key').length,
      secrets: resourcesOfType(data, 'AWS::SecretsManager::Secret').length,
    }).toEqual(fixedCounts);
  });
});
