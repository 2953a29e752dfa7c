import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Why a documented field does not count: `constant`, it comes out, but as what an add-on says when it knows nothing;
 * `empty`, the event has the field without a value; `cut`, it does not come out, and the example is cut; `absent`, it does
 * not come out.
 */
export type Cause = 'constant' | 'empty' | 'cut' | 'absent';

/** How many of the fields that an add-on gives an example event come out, and which do not. */
export interface DataSourceFigures {
  readonly name: string;
  readonly sourcetype: string;
  readonly source: string;
  readonly documented: number;
  /** False: the example is cut (to its date, often), and what is cut off cannot come out. */
  readonly whole: boolean;
  readonly missing: Readonly<Record<string, Cause>>;
}

const file = fileURLToPath(new URL('data-source-figures.json', import.meta.url));

/** The figures of the last run with --update; the reference page is made from them. */
export const readFigures = (): readonly DataSourceFigures[] =>
  JSON.parse(readFileSync(file, 'utf8')) as readonly DataSourceFigures[];

export const figuresText = (figures: readonly DataSourceFigures[]): string =>
  `[\n${figures.map((figure) => `  ${JSON.stringify(figure)}`).join(',\n')}\n]\n`;

export const writeFigures = (figures: readonly DataSourceFigures[]): void => writeFileSync(file, figuresText(figures));
