import type { JsonValue, Plan, PlanStep, PropertyChange, Status } from '../deploy/index.ts';
import { neutralLine } from '../diagnostics/neutral-text.ts';
import type { Colors } from './colors.ts';
import { type DiffLine, diffLines } from './diff-lines.ts';
import { markdownCell } from './markdown.ts';
import { append, largest } from '../util/append.ts';

const SIGNS = { create: '+', update: '~', adopt: '!', enable: '^', delete: '-' } as const;
/** Lines without a change that are shown around one. */
const CONTEXT = 2;

/** A plan for people: one block for each object, with every property that changes. */
export function planText(plan: Plan, colors: Colors): string {
  const paint = {
    create: colors.green,
    update: colors.yellow,
    adopt: colors.magenta,
    enable: colors.cyan,
    delete: colors.red,
  };
  const lines: string[] = [`${colors.bold(neutralLine(plan.place))}  ${colors.dim(`deployment ${plan.deployment}`)}`];
  for (const step of plan.steps) {
    const version = step.interface === undefined ? '' : colors.dim(`  (api ${step.interface})`);
    const head = `${SIGNS[step.action]} ${step.action} ${step.type} ${neutralLine(step.title)}`;
    lines.push('', `${paint[step.action](head)}${version}`);
    if (step.file !== undefined) lines.push(colors.dim(`    ${neutralLine(step.file)}`));
    if (step.action !== 'delete') for (const change of step.changes) append(lines, changeLines(change, step, colors));
  }
  if (plan.surplus.length > 0) {
    lines.push('', colors.bold('No longer in the repository (deleted with --prune only):'));
    for (const { type, title } of plan.surplus) lines.push(`  ${type} ${neutralLine(title)}`);
  }
  for (const { type, title, reason, hint } of plan.refusals) {
    lines.push('', colors.red(`refused: ${type} ${neutralLine(title)}`), `    ${neutralLine(reason)}`);
    if (hint !== undefined) lines.push(colors.dim(`    hint: ${hint}`));
  }
  if (plan.notes) append(lines, ['', ...plan.notes.map((note) => colors.yellow(`note: ${neutralLine(note)}`))]);
  lines.push('', colors.bold(planSummary(plan)), '');
  return lines.join('\n');
}

/** `2 to create, 1 to update, 14 unchanged`. */
export function planSummary({ steps, unchanged, refusals }: Plan): string {
  const count = (action: PlanStep['action']): number => steps.filter((step) => step.action === action).length;
  const parts = (['create', 'update', 'adopt', 'enable', 'delete'] as const)
    .filter((action) => count(action) > 0)
    .map((action) => `${count(action)} to ${action}`);
  if (refusals.length > 0) parts.push(`${refusals.length} refused`);
  return [...(parts.length > 0 ? parts : ['nothing to do']), `${unchanged} unchanged`].join(', ');
}

function changeLines(
  { property, before, after }: PropertyChange,
  { action }: PlanStep,
  colors: Colors,
): readonly string[] {
  const old = printed(before);
  const now = printed(after);
  if (action === 'create') {
    if (now === '' || now === '[]' || now === '{}') return [];
    if (!now.includes('\n')) return [`    ${property}: ${colors.green(neutralLine(now))}`];
  } else if (!old.includes('\n') && !now.includes('\n')) {
    return [`    ${property}: ${colors.red(neutralLine(old) || '""')} -> ${colors.green(neutralLine(now) || '""')}`];
  }
  return [`    ${property}:`, ...folded(diffLines(old, now)).map((line) => `      ${painted(line, colors)}`)];
}

function painted({ sign, text }: DiffLine, colors: Colors): string {
  const line = `${sign} ${neutralLine(text)}`;
  return sign === '+' ? colors.green(line) : sign === '-' ? colors.red(line) : colors.dim(line);
}

/** Without the long stretches in which nothing changes. */
function folded(lines: readonly DiffLine[]): readonly DiffLine[] {
  const near = lines.map((_, at) =>
    lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(({ sign }) => sign !== ' '),
  );
  return lines.flatMap((line, at) => {
    if (near[at]) return [line];
    return near[at - 1] || at === 0 ? [{ sign: ' ' as const, text: '…' }] : [];
  });
}

const printed = (value: JsonValue): string =>
  value === null ? '' : typeof value === 'string' ? value : typeof value === 'object' ? pretty(value) : String(value);

const pretty = (value: JsonValue): string => {
  const short = JSON.stringify(value);
  return short.length > 60 ? JSON.stringify(value, null, 2) : short;
};

/** A plan for a job summary. */
export function planMarkdown(plan: Plan): string {
  const lines = ['## Deployment plan', '', `**${planSummary(plan)}**`, '', `${markdownCell(plan.place)}`];
  if (plan.steps.length > 0) lines.push('', '| Action | Type | Object | Properties |', '| --- | --- | --- | --- |');
  for (const { action, type, title, changes } of plan.steps) {
    const names = action === 'create' || action === 'delete' ? '' : changes.map(({ property }) => property).join(', ');
    lines.push(`| ${action} | ${type} | ${markdownCell(title)} | ${markdownCell(names)} |`);
  }
  if (plan.refusals.length > 0) lines.push('', '### Refused', '');
  for (const { type, title, reason } of plan.refusals)
    lines.push(`- ${type} ${markdownCell(title)}: ${markdownCell(reason)}`);
  if (plan.notes) append(lines, ['', ...plan.notes.map((note) => `- ${markdownCell(note)}`)]);
  return `${lines.join('\n')}\n`;
}

/** Drift as a table. */
export function statusText(status: Status, colors: Colors): string {
  const drifted = status.objects.filter(({ state }) => state !== 'equal');
  const rows = drifted.map(({ state, type, title, changes, moved }) => [
    state,
    type,
    neutralLine(title),
    changes.length > 4 ? `${changes.length} properties` : changes.map(({ property }) => property).join(', '),
    moved === undefined ? '' : `the ${moved === 'both' ? 'workspace and the repository' : moved} moved`,
  ]);
  const widths = [0, 1, 2, 3].map((column) => largest(rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const equal = status.objects.length - drifted.length;
  const summary = drifted.length === 0 ? 'no drift' : `${drifted.length} drifted`;
  return `${[...lines, colors.bold(`${summary}, ${equal} equal`)].join('\n')}\n`;
}

/** Drift as the text of an issue. */
export function statusMarkdown(status: Status): string {
  const drifted = status.objects.filter(({ state }) => state !== 'equal');
  const lines = ['## Drift', '', `${markdownCell(status.place)}, deployment ${markdownCell(status.deployment)}`, ''];
  if (drifted.length === 0) return `${[...lines, 'The workspace is as the repository says.'].join('\n')}\n`;
  lines.push('| State | Type | Object | Properties | Moved |', '| --- | --- | --- | --- | --- |');
  for (const { state, type, title, changes, moved } of drifted) {
    const names = state === 'missing' ? '' : changes.map(({ property }) => property).join(', ');
    lines.push(`| ${state} | ${type} | ${markdownCell(title)} | ${markdownCell(names)} | ${moved ?? ''} |`);
  }
  return `${lines.join('\n')}\n`;
}
