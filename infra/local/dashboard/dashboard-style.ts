import { createHash } from 'node:crypto';
import { fixed, type Markup } from '../../../shared/api/representations/markup';
import { WIDGET_STYLE } from '../../../shared/api/representations/widgets/widget-style';

/** The style of the dashboard: in the colours of the landing page, by the system's light or dark, and black on white in print. */
export const DASHBOARD_STYLE = fixed`
:root { color-scheme: light dark; --ink: #16212b; --soft: #52616e; --paper: #f6f5f1; --card: #fff; --line: #dfe3e1; --accent: #0b6e63; --denied: #d99a2b; --failure: #bf3b30; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7ecec; --soft: #9fb0b3; --paper: #0f1619; --card: #172025; --line: #2b383d; --accent: #4fb9aa; --denied: #d2a24c; --failure: #df6a5f; } body .ph-widget { --ph-good: #58c9a0; --ph-soon: #e0ad5a; --ph-bad: #d9564b; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
header, main, footer { max-width: 70rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 2.2rem; display: flex; flex-wrap: wrap; align-items: flex-end; justify-content: space-between; gap: .4rem 2rem; }
h1 { margin: 0; font-size: 2rem; line-height: 1.15; letter-spacing: -.02em; }
header p { margin: 0; color: var(--soft); }
header .where { text-align: right; font-size: .9rem; }
a { color: var(--accent); }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1.1rem 1.4rem 1.2rem; margin-top: 1.1rem; }
h2 { margin: 0 0 .7rem; font-size: 1.08rem; letter-spacing: -.005em; }
.figures { display: grid; grid-template-columns: repeat(6, 1fr); gap: 1px; background: var(--line); padding: 0; overflow: hidden; margin-top: 1.5rem; }
.figures dl { display: contents; }
.figures div { background: var(--card); padding: .85rem 1rem .9rem; display: flex; flex-direction: column-reverse; justify-content: flex-end; }
.figures dt { color: var(--soft); font-size: .84rem; line-height: 1.3; white-space: nowrap; }
.figures dd { margin: 0; font-size: 1.9rem; line-height: 1.2; font-weight: 600; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.figures .alert dd { color: var(--failure); }
.top { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: .2rem 1.5rem; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; margin: 0; padding: 0; font-size: .86rem; color: var(--soft); }
.legend svg { width: .8em; height: .8em; vertical-align: -.05em; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1.4rem 2.6rem; }
figure { margin: 0; }
figure + figure { margin-top: 1.4rem; }
figcaption { font-weight: 600; font-size: .95rem; margin-bottom: .2rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
.chart { display: block; width: 100%; height: auto; overflow: visible; }
.chart text { font: 13px system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif; fill: var(--ink); font-variant-numeric: tabular-nums; }
.chart .c-day, .chart .c-scale, .chart .c-count { fill: var(--soft); }
.chart .c-day, .chart .c-value { text-anchor: middle; }
.chart .c-value { font-weight: 600; }
.chart .c-scale { text-anchor: end; }
.c-grid { stroke: var(--line); stroke-width: 1; }
.c-success { fill: var(--accent); }
.c-denied { fill: var(--denied); }
.c-failure { fill: var(--failure); }
.c-all { fill: var(--soft); }
.note { color: var(--soft); font-size: .9rem; margin: .5rem 0 0; }
.missing { border-left: 4px solid var(--failure); padding: .4rem .9rem; margin: 0; }
footer { padding-top: 1.2rem; padding-bottom: 3rem; color: var(--soft); font-size: .9rem; }
@page { margin: 14mm 13mm 16mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; } }
@media print {
  :root { color-scheme: light; --ink: #111; --soft: #444; --paper: #fff; --card: #fff; --line: #c9cfcd; --accent: #0b6e63; --denied: #d99a2b; --failure: #bf3b30; }
  html { font-size: 9.5pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  body { font-size: 9.5pt; }
  header, main, footer { max-width: none; padding-left: 0; padding-right: 0; }
  header { padding-top: 0; }
  nav { display: none; }
  section { border-radius: 0; border-width: 1px 0 0; padding: .9rem 0 0; margin-top: .9rem; }
  .figures { border-width: 1px; }
  .figures div { padding: .5rem .7rem; }
  .ph-widget { font-size: 8.6pt; }
  figure, .figures div, .chart { break-inside: avoid; }
  h2 { break-after: avoid; }
  footer { padding-bottom: 0; }
}
@media screen and (max-width: 52rem) { .figures { grid-template-columns: repeat(3, 1fr); } .pair { grid-template-columns: 1fr; } section { overflow-x: auto; } header .where { text-align: left; } }
@media screen and (max-width: 30rem) { .figures { grid-template-columns: 1fr 1fr; } }
`;

const digest = (style: Markup): string => `'sha256-${createHash('sha256').update(style.toString()).digest('base64')}'`;

/** Nothing is loaded, run, framed, or sent; the two style sheets are let in by their digests. */
export const DASHBOARD_POLICY =
  `default-src 'none'; style-src ${digest(DASHBOARD_STYLE)} ${digest(WIDGET_STYLE)}; ` +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
