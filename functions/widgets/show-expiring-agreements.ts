import { expiringAgreementsWidget } from '../../shared/api/representations/widgets/expiring-agreements';
import { showExpiringAgreements } from '../../shared/application/show-expiring-agreements';
import { expiringAgreementsDependencies } from '../_pipeline/widget-dependencies';
import { widgetLambda } from '../_pipeline/widget-lambda';

const documentation = `## Agreements that end within 90 days

The business associate agreements of all covered entities that end in 7, 30, 60, or 90 days or fewer. Ids and dates; fifty
rows at most, the next to end first. Each showing leaves one audit event in the tree \`platform\`. No parameters.
`;

/** The custom widget of agreements that end soon (45 CFR 164.504(e)). */
export const handler = widgetLambda('showExpiringAgreements', {
  documentation,
  show: () => showExpiringAgreements(expiringAgreementsDependencies()),
  represent: expiringAgreementsWidget,
});
