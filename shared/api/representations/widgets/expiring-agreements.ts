import { ALERT_DAYS, type AlertDays } from '../../../domain/baa-expiry';
import type { ExpiringAgreement, ExpiringAgreements } from '../../../domain/expiring-agreements';
import { type Markup, markup } from '../markup';
import { count, figure, footing, pill, type Tone, widgetTable } from './widget-parts';

const TONE: Readonly<Record<AlertDays, Tone>> = { 7: 'bad', 30: 'soon', 60: 'plain', 90: 'plain' };

const LABEL: Readonly<Record<AlertDays, string>> = {
  7: 'Within 7 days',
  30: '8 to 30 days',
  60: '31 to 60 days',
  90: '61 to 90 days',
};

const row = ({ id, covered_entity_id, expiry_date, remaining_days, within_days }: ExpiringAgreement): Markup =>
  markup`<tr>
    <th scope="row"><code>${id}</code></th>
    <td><time datetime="${expiry_date}">${expiry_date}</time></td>
    <td>${pill(TONE[within_days], remaining_days === 0 ? 'ends today' : `${remaining_days} days`)}</td>
    <td><code>${covered_entity_id}</code></td>
  </tr>`;

/** Agreements that end within 90 days, whatever covered entity is theirs: ids and dates. */
export const expiringAgreementsWidget = (view: ExpiringAgreements): Markup =>
  markup`<div class="ph-widget">
    <dl class="ph-figures">
      ${ALERT_DAYS.map((days) => figure(LABEL[days], view.counts[days], TONE[days], view.incomplete))}
    </dl>
    ${widgetTable(
      ['Agreement', 'Last day', 'Remaining', 'Covered entity'],
      view.agreements.map(row),
      'No agreement ends within 90 days.',
    )}
    ${
      view.unreadable === 0
        ? ''
        : markup`<p>${pill('bad', `${count(view.unreadable)} unreadable`)} Items of the registry are no agreements of ours.</p>`
    }
    ${footing(view.generated_at)}
  </div>`;
