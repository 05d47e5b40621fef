import type { BreakGlassQueue, PendingGrant } from '../../../domain/break-glass-queue';
import { type Markup, markup } from '../markup';
import { figure, footing, minute, pill, type Tone, widgetTable } from './widget-parts';

const STATUS: Readonly<Record<PendingGrant['status'], { readonly tone: Tone; readonly words: string }>> = {
  active: { tone: 'soon', words: 'open now' },
  review_due: { tone: 'plain', words: 'review due' },
  review_overdue: { tone: 'bad', words: 'review overdue' },
};

const row = (grant: PendingGrant): Markup => {
  const { tone, words } = STATUS[grant.status];
  return markup`<tr>
    <th scope="row"><code>${grant.id}</code></th>
    <td>${pill(tone, words)}${grant.escalated ? ' escalated' : ''}</td>
    <td>${minute(grant.requested_at)}</td>
    <td>${minute(grant.review_due_at)}</td>
    <td><code>${grant.covered_entity_id}</code></td>
  </tr>`;
};

/** Emergency grants that wait for a verdict: ids and times. */
export const breakGlassQueueWidget = ({ counts, grants, incomplete, generated_at }: BreakGlassQueue): Markup =>
  markup`<div class="ph-widget">
    <dl class="ph-figures">
      ${figure('Open now', counts.active, 'soon', incomplete)}
      ${figure('Review due', counts.review_due, 'plain', incomplete)}
      ${figure('Review overdue', counts.review_overdue, 'bad', incomplete)}
    </dl>
    ${widgetTable(
      ['Grant', 'State', 'Requested (UTC)', 'Review due', 'Covered entity'],
      grants.map(row),
      'No emergency access waits for a verdict.',
    )}
    ${footing(generated_at)}
  </div>`;
