import type { Cause, DataSourceFigures } from '../conformance/data-source-figures.ts';

const INTRODUCTION = `Splunk's content documents example events and the fields that the add-ons give them. This page says
how many of those fields firedrill gives the same events: one counts when it comes out with a value that says something;
constants such as \`unknown\`, and what Splunk says of every event (\`host\`, \`index\`, \`source\`, \`sourcetype\`), do not count.
Some examples are cut, a few to nothing but their date; the last column leaves those out.`;

const CAUSES: Readonly<Record<Cause, string>> = {
  absent: 'does not come out',
  constant: 'comes out as a constant that says nothing (`unknown`, `-`)',
  empty: 'is empty in the event',
  cut: 'would stand in the part of the example that is cut off',
};

const percent = (found: number, of: number): string => (of === 0 ? '–' : `${((100 * found) / of).toFixed(1)} %`);

const found = ({ documented, missing }: DataSourceFigures): number => documented - Object.keys(missing).length;

const sum = (figures: readonly DataSourceFigures[], of: (figure: DataSourceFigures) => number): number =>
  figures.reduce((total, figure) => total + of(figure), 0);

const groupOf = ({ source, sourcetype }: DataSourceFigures): string =>
  /^(?:Xml)?WinEventLog:/i.test(source) ? source : sourcetype;

/** The page of data sources: coverage per source, then the fields that do not come out. */
export function dataSourcesPage(figures: readonly DataSourceFigures[]): string {
  const groups = groupsOf(figures);
  const rows = [...groups]
    .sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
    .map(([name, members]) => row(`\`${name}\``, members));
  const table = [
    '| source | example events | fields documented | fields found | share | share in whole examples |',
    '| --- | --: | --: | --: | --: | --: |',
    ...rows,
    row('**all**', figures),
  ].join('\n');
  const misses = (Object.keys(CAUSES) as Cause[]).map((cause) =>
    [`### ${sentence(CAUSES[cause])}`, figures.flatMap((figure) => missesOf(figure, cause)).join('\n')].join('\n\n'),
  );
  return `${[
    '# Data sources',
    '<!-- Made by "npm run docs" from the figures of the conformance run. Do not edit. -->',
    INTRODUCTION,
    table,
    '## Fields that do not count',
    'Each by its cause:',
    ...misses,
  ].join('\n\n')}\n`;
}

const sentence = (cause: string): string => `${cause[0]?.toUpperCase()}${cause.slice(1)}`;

function missesOf({ name, missing }: DataSourceFigures, cause: Cause): readonly string[] {
  const fields = Object.keys(missing).filter((field) => missing[field] === cause);
  return fields.length === 0 ? [] : [`- ${name}: ${fields.map((field) => `\`${field}\``).join(', ')}`];
}

function row(name: string, members: readonly DataSourceFigures[]): string {
  const documented = sum(members, (figure) => figure.documented);
  const there = sum(members, found);
  const whole = members.filter((figure) => figure.whole);
  const shares = [members, whole].map((some) =>
    percent(
      sum(some, found),
      sum(some, (figure) => figure.documented),
    ),
  );
  return `| ${name} | ${members.length} | ${documented} | ${there} | ${shares.join(' | ')} |`;
}

function groupsOf(figures: readonly DataSourceFigures[]): ReadonlyMap<string, readonly DataSourceFigures[]> {
  const groups = new Map<string, DataSourceFigures[]>();
  for (const figure of figures) {
    const name = groupOf(figure);
    const members = groups.get(name);
    if (members) members.push(figure);
    else groups.set(name, [figure]);
  }
  return groups;
}
