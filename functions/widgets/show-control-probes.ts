import { controlProbesWidget } from '../../shared/api/representations/widgets/control-probes';
import { showControlProbes } from '../../shared/application/show-readiness';
import { readinessDependencies } from '../_pipeline/readiness-dependencies';
import { widgetLambda } from '../_pipeline/widget-lambda';

const documentation = `## Controls, probed now

Probes each control that stands for all covered entities: the PHI key and its rotation, a round trip of encryption, the
audit log and that nobody can change it, retention, Regions. Each showing appends one audit event to the tree
\`platform\`, and tries in vain to change and remove it. No PHI. No parameters.
`;

/** The custom widget of the controls (45 CFR 164.308(a)(8)). */
export const handler = widgetLambda('showControlProbes', {
  documentation,
  show: () => showControlProbes(readinessDependencies()),
  represent: controlProbesWidget,
});
