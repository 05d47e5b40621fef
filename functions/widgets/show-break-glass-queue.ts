import { breakGlassQueueWidget } from '../../shared/api/representations/widgets/break-glass-queue';
import { showBreakGlassQueue } from '../../shared/application/show-break-glass-queue';
import { breakGlassQueueDependencies } from '../_pipeline/widget-dependencies';
import { widgetLambda } from '../_pipeline/widget-lambda';

const documentation = `## Emergency access without a verdict

The emergency grants of all covered entities that nobody has judged: open now, review due, review overdue. Ids and times,
no patient, no PHI; fifty rows at most, those due first. Each showing leaves one audit event in the tree \`platform\`.
No parameters.
`;

/** The custom widget of the break-glass queue (45 CFR 164.312(a)(2)(ii), 164.308(a)(6)(ii)). */
export const handler = widgetLambda('showBreakGlassQueue', {
  documentation,
  show: () => showBreakGlassQueue(breakGlassQueueDependencies()),
  represent: breakGlassQueueWidget,
});
