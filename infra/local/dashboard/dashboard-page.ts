import { type Markup, markup } from '../../../shared/api/representations/markup';
import { count, minute } from '../../../shared/api/representations/widgets/widget-parts';
import type { ReportFigures } from '../../../shared/domain/compliance-report';
import type { HttpReply } from '../gateway/http-reply';
import { LOCAL_REGION } from '../local-resources';
import { pageReply } from '../pages/page-reply';
import { barChart, dayChart, legend } from './dashboard-charts';
import { DASHBOARD_DAYS, type DashboardData } from './dashboard-data';
import { DASHBOARD_POLICY, DASHBOARD_STYLE } from './dashboard-style';

export const DASHBOARD_PATH = '/dashboard';

const figure = (label: string, value: number, alert = false): Markup =>
  markup`<div${alert && value > 0 ? markup` class="alert"` : ''}>
    <dt>${label}</dt>
    <dd>${count(value)}</dd>
  </div>`;

const head = ({ generated_at, entities }: DashboardData): Markup =>
  markup`<header>
    <div>
      <h1>Audit review</h1>
      <p>Who accessed what, why, and how it ended: the last ${DASHBOARD_DAYS} days</p>
    </div>
    <div class="where">
      <p>Local stack in ${LOCAL_REGION}, ${entities} covered entities</p>
      <p>${minute(generated_at)} UTC</p>
    </div>
  </header>`;

const summary = ({ accesses: { by_outcome }, decrypts, distinct, emergency }: ReportFigures): Markup =>
  markup`<section class="figures">
    <dl>
      ${figure('events recorded', by_outcome.success + by_outcome.denied + by_outcome.failure)}
      ${figure('denied', by_outcome.denied)} ${figure('failed', by_outcome.failure)}
      ${figure('values decrypted', decrypts)} ${figure('patients touched', distinct.patients)}
      ${figure('emergency accesses', emergency.accesses, true)}
    </dl>
  </section>`;

/** An id is told apart by its beginning. */
const SHORT_ID = 18;

const charts = ({ days, figures: { accesses, refusals, top_users, incomplete } }: DashboardData): Markup =>
  markup`<section>
      <div class="top"><h2>Events by day</h2>${legend()}</div>
      ${dayChart(days)}
    </section>
    <section>
      <div class="pair">
        <div>
          ${barChart('By purpose of use', accesses.by_purpose)} ${barChart('By action', accesses.by_action)}
          ${barChart(
            'Refusals by reason',
            refusals.filter(({ denied, failure }) => denied + failure > 0),
          )}
        </div>
        <div>
          ${barChart('By operation', accesses.by_operation)} ${barChart('By role', accesses.by_role)}
          ${barChart(
            'Events by user',
            top_users.map(({ user_id, events }) => ({
              name: user_id.slice(0, SHORT_ID),
              success: 0,
              denied: 0,
              failure: 0,
              all: events,
            })),
          )}
        </div>
      </div>
      <p class="note">
        Not every operation asks for a purpose; an event of a user with several roles counts with each.
        ${incomplete.length === 0 ? '' : `Lower bounds, for want of room: ${incomplete.join(', ')}.`}
      </p>
    </section>`;

/** The function's own HTML, as CloudWatch would show it: what our `markup` made, with everything else escaped. */
const widgetSection = ({ title, html }: DashboardData['widgets'][number]): string =>
  [
    markup`<section><h2>${title}</h2>`,
    html ?? markup`<p class="missing">Its function did not answer. The log says why.</p>`,
    '</section>',
  ].join('');

const page = (data: DashboardData): string =>
  [
    markup`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>Audit review, ${data.generated_at.slice(0, 'YYYY-MM-DD'.length)}</title>
          <style>${DASHBOARD_STYLE}</style>
        </head>
        <body>
          ${head(data)}
          <main>${summary(data.figures)} ${charts(data)}`,
    ...data.widgets.map(widgetSection),
    markup`</main>
          <footer>
            <p>
              Ids and counts only; no patient’s data. Charts: the daily sums of the audit log. Below them: the functions
              that are deployed as custom widgets of CloudWatch, asked just now; each left an audit event.
            </p>
            <nav><a href="/">Phiducia, local stack</a></nav>
          </footer>
        </body>
      </html>`,
  ].join('');

/** The page for the review of activity (45 CFR 164.308(a)(1)(ii)(D)), on the data of this stack. */
export const dashboardPage = (data: DashboardData): HttpReply =>
  pageReply('text/html; charset=utf-8', page(data), DASHBOARD_POLICY);
