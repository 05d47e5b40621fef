import { createHash } from 'node:crypto';
import { fixed } from './markup';

/** The style sheet of printable reports: legible in black and white, on A4 and on Letter. */
export const REPORT_STYLE = fixed`
:root { color-scheme: light; --ink: #14181d; --soft: #4b5560; --line: #b9c1c9; --faint: #e4e8ec; }
* { box-sizing: border-box; }
html { background: #fff; color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
body { margin: 0 auto; max-width: 62rem; padding: 2.5rem 2rem 3rem; }
header { border-bottom: 3px solid var(--ink); padding-bottom: 1.1rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .3rem; letter-spacing: -.01em; }
h2 { font-size: 1.2rem; margin: 0 0 .2rem; padding-top: .5rem; border-top: 1px solid var(--ink); }
p { margin: 0 0 .7rem; max-width: 46rem; }
.period { font-size: 1.1rem; margin-bottom: .9rem; }
.note { color: var(--soft); font-size: .9rem; }
section { margin-top: 2rem; }
header + main > :first-child { margin-top: 1.2rem; }
header + main > :first-child h2 { border-top: 0; padding-top: 0; }
code { font: .86em/1.4 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
dl { margin: 0; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1.2rem; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; }
.figures { display: grid; grid-template-columns: repeat(4, 1fr); gap: .7rem; margin-top: 1rem; }
.figures div { border: 1px solid var(--line); border-radius: 3px; padding: .55rem .8rem .65rem; display: flex; flex-direction: column-reverse; }
.figures dt { color: var(--soft); font-size: .88rem; line-height: 1.25; }
.figures dd { margin: 0; font-size: 1.65rem; line-height: 1.2; font-weight: 600; font-variant-numeric: tabular-nums; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 0 2rem; align-items: start; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 .4rem; font-size: .93rem; }
caption { text-align: left; font-weight: 600; padding-bottom: .3rem; }
th, td { padding: .32rem .6rem .32rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--faint); }
th:last-child, td:last-child { padding-right: 0; }
thead th { border-bottom: 1.5px solid var(--ink); font-size: .84rem; vertical-align: bottom; }
tbody th { font-weight: 400; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.nowrap { white-space: nowrap; }
.none { color: var(--soft); }
.detail { color: var(--soft); font-size: .88rem; margin: 0; max-width: none; }
tr:has(+ .details) > * { border-bottom: 0; padding-bottom: .1rem; }
footer { margin-top: 2.2rem; border-top: 1px solid var(--line); padding-top: .7rem; }
@page { margin: 17mm 15mm 18mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; } }
@media print {
  html { font-size: 9.5pt; }
  body { max-width: none; padding: 0; }
  section { margin-top: 1.5rem; }
  thead { display: table-header-group; }
  tr, .figures div, .facts > * { break-inside: avoid; }
  h2, caption, thead, tr:has(+ .details) { break-after: avoid; }
}
@media screen and (max-width: 44rem) {
  .figures { grid-template-columns: 1fr 1fr; }
  .pair, .facts { grid-template-columns: 1fr; }
  body { padding: 1.2rem; }
}
`;

/** The digest by which a content security policy lets the style sheet in, and nothing else. */
export const REPORT_STYLE_SOURCE = `'sha256-${createHash('sha256').update(REPORT_STYLE.toString()).digest('base64')}'`;
