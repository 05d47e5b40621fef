import { fixed } from '../markup';

/** The style of widgets. Colours are set in frames and dots alone, so that text keeps the page's, light or dark. */
export const WIDGET_STYLE = fixed`
.ph-widget { --ph-good: #1a7f5a; --ph-soon: #b26a00; --ph-bad: #c0362c; --ph-line: rgba(128, 140, 150, .32); --ph-soft: rgba(128, 140, 150, .12); font-size: 14px; line-height: 1.45; }
.ph-widget p { margin: .5rem 0; }
.ph-lead { font-weight: 600; }
.ph-pill { display: inline-block; border: 1px solid var(--ph-line); border-radius: 999px; padding: 0 .6em; font-size: .86em; font-weight: 600; white-space: nowrap; }
.ph-pill.ph-good { color: var(--ph-good); border-color: var(--ph-good); }
.ph-pill.ph-soon { color: var(--ph-soon); border-color: var(--ph-soon); }
.ph-pill.ph-bad { color: #fff; background: var(--ph-bad); border-color: var(--ph-bad); }
.ph-figures { display: flex; flex-wrap: wrap; gap: .6rem; margin: .2rem 0 .9rem; }
.ph-figure { flex: 1 1 6.5rem; display: flex; flex-direction: column-reverse; border: 1px solid var(--ph-line); border-left-width: 4px; border-radius: 4px; padding: .4rem .7rem .5rem; }
.ph-figure dt { font-size: .86em; opacity: .78; }
.ph-figure dd { margin: 0; font-size: 1.7em; line-height: 1.2; font-weight: 600; font-variant-numeric: tabular-nums; }
.ph-figure.ph-good { border-left-color: var(--ph-good); }
.ph-figure.ph-soon { border-left-color: var(--ph-soon); }
.ph-figure.ph-bad { border-left-color: var(--ph-bad); }
.ph-figure.ph-bad dd { color: var(--ph-bad); }
.ph-table { border-collapse: collapse; width: 100%; font-size: .94em; }
.ph-table th, .ph-table td { text-align: left; vertical-align: top; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--ph-line); }
.ph-table thead th { font-size: .88em; font-weight: 600; opacity: .78; white-space: nowrap; }
.ph-table tbody th { font-weight: 400; }
.ph-table tr > :last-child { padding-right: 0; }
.ph-table .ph-group th { font-weight: 600; padding-top: .8rem; }
.ph-table code { font: .92em/1.4 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.ph-table time { white-space: nowrap; font-variant-numeric: tabular-nums; }
.ph-number { text-align: right !important; font-variant-numeric: tabular-nums; }
.ph-note, .ph-none { opacity: .78; font-size: .9em; }
.ph-table tbody th code { display: inline-block; min-width: 11.5em; }
@media print { .ph-lead, .ph-table thead, .ph-table .ph-group { break-after: avoid; } .ph-pill.ph-bad { color: var(--ph-bad); background: none; } .ph-table tr, .ph-figure { break-inside: avoid; } }
`;
