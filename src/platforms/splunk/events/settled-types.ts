import type { Expression } from '../../../plan/expression.ts';
import { Batch } from '../../../table/batch.ts';
import { ConstantColumn } from '../../../table/column.ts';
import { MapColumns } from '../../../table/columns.ts';
import type { Value } from '../../../table/value.ts';
import type { EventKind } from '../props/stanza-selection.ts';
import type { CompiledType } from './event-types.ts';

/** Fields that are the same for all events of a kind. */
const KIND_FIELDS: ReadonlySet<string> = new Set(['source', 'sourcetype', 'host']);

export type TypeParts = Pick<CompiledType, 'name' | 'parts'>;

/**
 * The event types that can hold for a kind of event, each with what is left to ask of the event itself: what follows
 * from source, sourcetype and host is settled, and what follows from other event types that are.
 */
export function settledTypes(
  types: readonly TypeParts[],
  { source, sourcetype, host }: EventKind,
): readonly TypeParts[] {
  const kind = Object.entries({ source, sourcetype, host });
  let live: readonly TypeParts[] = types;
  for (;;) {
    const open = new Set(live.filter(({ parts }) => parts.length > 0).map(({ name }) => name.toLowerCase()));
    const certain = live.filter(({ parts }) => parts.length === 0).map(({ name }) => name);
    const event = oneEvent([...kind, ['eventtype', certain]]);
    const isSettled = ({ expression }: CompiledType['parts'][number]): boolean =>
      namesAsked(expression)?.every((name) => !open.has(name)) ?? false;
    const next = live
      .filter(({ parts }) => parts.every((part) => !isSettled(part) || part.test(event, 0) === true))
      .map(({ name, parts }) => ({ name, parts: parts.filter((part) => !isSettled(part)) }));
    if (partsIn(next) === partsIn(live) && next.length === live.length) return next;
    live = next;
  }
}

/** One event type with what is left to ask of the event beyond its kind; undefined when it cannot hold for the kind. */
export function settledByKind(
  { name, parts }: TypeParts,
  { source, sourcetype, host }: EventKind,
): TypeParts | undefined {
  const event = oneEvent(Object.entries({ source, sourcetype, host }));
  const isOfKind = ({ expression }: CompiledType['parts'][number]): boolean => namesAsked(expression)?.length === 0;
  const [settled, open] = [parts.filter(isOfKind), parts.filter((part) => !isOfKind(part))];
  return settled.every(({ test }) => test(event, 0) === true) ? { name, parts: open } : undefined;
}

const partsIn = (types: readonly TypeParts[]): number => types.reduce((count, { parts }) => count + parts.length, 0);

const oneEvent = (fields: readonly (readonly [string, Value])[]): Batch =>
  new Batch(new MapColumns(new Map(fields.map(([name, value]) => [name, new ConstantColumn(value)]))), 1);

/** The event types that an expression asks about, in small letters; undefined when it asks about anything of an event. */
function namesAsked(expression: Expression): readonly string[] | undefined {
  if (expression.kind === 'literal') return [];
  if (expression.kind === 'column') return KIND_FIELDS.has(expression.name) ? [] : undefined;
  if (expression.kind !== 'call') return undefined;
  const [first] = expression.arguments;
  if (first?.kind === 'column' && first.name === 'eventtype') {
    const { value } = (expression.options ?? {}) as { readonly value?: string };
    const isName = expression.function === 'spl.search-compare' && value !== undefined && !value.includes('*');
    return isName ? [value.toLowerCase()] : undefined;
  }
  const asked = expression.arguments.map(namesAsked);
  return asked.every((names) => names !== undefined) ? asked.flat() : undefined;
}
