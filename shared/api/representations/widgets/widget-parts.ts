import { type Markup, markup } from '../markup';

const GROUPED = new Intl.NumberFormat('en-US');
const MINUTES_LENGTH = 'YYYY-MM-DDTHH:MM'.length;

/** A count as people read it. */
export const count = (value: number): string => GROUPED.format(value);

/** An instant to the minute, with its exact form for machines. */
export const minute = (timestamp: string): Markup =>
  markup`<time datetime="${timestamp}">${timestamp.slice(0, MINUTES_LENGTH).replace('T', ' ')}</time>`;

/** How bad something is; it is said in words beside it too. */
export type Tone = 'good' | 'soon' | 'bad' | 'plain';

/** A word in a coloured frame. */
export const pill = (tone: Tone, text: string): Markup => markup`<span class="ph-pill ph-${tone}">${text}</span>`;

/** A number with what it counts. */
export const figure = (label: string, value: number, tone: Tone, atLeast = false): Markup =>
  markup`<div class="ph-figure ph-${value === 0 ? 'plain' : tone}">
    <dt>${label}</dt>
    <dd>${atLeast ? 'at least ' : ''}${count(value)}</dd>
  </div>`;

/** A table, or a sentence where it has no row. */
export const widgetTable = (headings: readonly string[], rows: readonly Markup[], none: string): Markup =>
  rows.length === 0
    ? markup`<p class="ph-none">${none}</p>`
    : markup`<table class="ph-table">
        <thead>
          <tr>
            ${headings.map((heading) => markup`<th scope="col">${heading}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>`;

/** When it was read, and that reading it is on record. */
export const footing = (generatedAt: string): Markup =>
  markup`<p class="ph-note">Read ${minute(generatedAt)} UTC. That it was read is recorded in the audit log of the platform.</p>`;
