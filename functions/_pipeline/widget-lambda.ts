import type { Markup } from '../../shared/api/representations/markup';
import { WIDGET_STYLE } from '../../shared/api/representations/widgets/widget-style';
import { markup } from '../../shared/api/representations/markup';
import { member } from '../../shared/domain/json-member';
import type { Audited } from '../../shared/ports/audit-trail';
import { workerLambda } from './worker-lambda';

export interface WidgetDefinition<Body> {
  /** Markdown for whoever edits a dashboard: CloudWatch asks for it with `describe`. */
  readonly documentation: string;
  /** Reads what is shown; what is not audited cannot be. */
  readonly show: () => Promise<Audited<Body>>;
  readonly represent: (body: Body) => Markup;
}

/**
 * The handler of a custom widget of a CloudWatch dashboard: it answers with HTML, or with its documentation, and takes
 * no parameter. It is closed, logged, and counted as a worker is.
 */
export const widgetLambda = <Body>(operation: string, { documentation, show, represent }: WidgetDefinition<Body>) =>
  workerLambda(operation, async (event): Promise<string> => {
    if (member(event, 'describe') === true) return documentation;
    const { body } = await show();
    return markup`<style>${WIDGET_STYLE}</style>${represent(body)}`.toString();
  });
