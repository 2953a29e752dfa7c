import { QueryFailure } from '../../../plan/failure.ts';
import type { ScalarFunction } from '../../../plan/library.ts';
import type { Value } from '../../../table/value.ts';
import { compilePcre } from '../regex/index.ts';
import { relativeTime } from '../time/relative-time.ts';
import { strftime } from '../time/strftime.ts';
import { strptime } from '../time/strptime.ts';
import { asList, fromList, mapValues, toNumber, toText } from '../values.ts';
import { numberSpan, timeSpan } from './bucket.ts';
import { makemv, nomv } from './multivalue.ts';
import { rangeName, replaceValue } from './replace.ts';
import { sedEdits } from './sed.ts';
import { subsearchValue } from './subsearch-value.ts';
import { xpath } from './xpath.ts';

/** A function of one field, prepared by its options. */
const perField = <O>(name: string, prepare: (options: O) => (value: Value) => Value): ScalarFunction => ({
  name,
  compile: ({ arguments: [field], options }) => {
    const change = prepare(options as O);
    return (row) => change(field?.evaluate(row) ?? null);
  },
});

const binTime: ScalarFunction = {
  name: 'spl.bin-time',
  compile: ({ arguments: [field], options, context }) => {
    const { span, aligntime } = options as { readonly span: string; readonly aligntime?: string };
    const now = Number(context.clock.now) / NANOSECONDS;
    const buckets = timeSpan(span, aligntime === undefined ? undefined : alignmentOf(aligntime, now));
    return (row) => {
      const value = field?.evaluate(row) ?? null;
      const time = toNumber(value);
      return time === null ? value : buckets.start(time);
    };
  },
};

const NANOSECONDS = 1e9;

/** The time that `aligntime` names. */
export function alignmentOf(text: string, now: number): number {
  const time = toNumber(text) ?? (/^(earliest|latest)$/i.test(text) ? null : relativeTime(now, text));
  if (time === null)
    throw new QueryFailure('unsupported-option', `"aligntime=${text}" is not supported: the search has no bounds.`);
  return time;
}

const binNumber = perField<{ readonly span: string }>('spl.bin-number', ({ span }) => {
  const range = numberSpan(span);
  return (value) =>
    mapValues(value, (element) => {
      const number = toNumber(element);
      return number === null ? element : range(number);
    });
});

interface RexOptions {
  readonly pattern: string;
  readonly maxMatch: number;
  readonly group?: string;
  readonly offsets?: readonly string[];
}

/** One field of `rex`: the matches of its group; without any match the field stays as it was. */
const rexGroup: ScalarFunction = {
  name: 'spl.rex-group',
  compile: ({ arguments: [field, old], options }) => {
    const { pattern, maxMatch, group, offsets } = options as RexOptions;
    const regex = compilePcre(pattern);
    const most = maxMatch === 0 ? Number.POSITIVE_INFINITY : maxMatch;
    return (row) => {
      const found: Value[] = [];
      let matched = false;
      for (const element of asList(field?.evaluate(row) ?? null)) {
        const text = toText(element);
        let from = 0;
        for (let count = 0; count < most; count += 1) {
          const match = regex.exec(text, from);
          if (!match) break;
          matched = true;
          if (group !== undefined) {
            const value = match.names.get(group);
            if (value !== undefined) found.push(value);
          } else found.push(offsetsOf(match.names, regex.starts(text, from), offsets ?? []));
          if (match.end >= text.length && match.end === match.index) break;
          from = match.end > match.index ? match.end : match.end + 1;
          if (from > text.length) break;
        }
      }
      return matched && found.length > 0 ? fromList(found) : old ? old.evaluate(row) : null;
    };
  },
};

/** `name=0-4` of each group that took part, zero-based and inclusive, joined by `&`. */
function offsetsOf(
  values: ReadonlyMap<string, string>,
  starts: ReadonlyMap<string, number>,
  names: readonly string[],
): string {
  const places = names.flatMap((name) => {
    const [value, start] = [values.get(name), starts.get(name)];
    return value === undefined || start === undefined ? [] : [`${name}=${start}-${start + value.length - 1}`];
  });
  return places.join('&');
}

const rexSed = perField<{ readonly expression: string }>('spl.rex-sed', ({ expression }) => {
  const edits = sedEdits(expression);
  return (value) => mapValues(value, (element) => edits.reduce((text, edit) => edit(text), toText(element)));
});

const regexFilter = perField<{ readonly pattern: string; readonly negated: boolean }>(
  'spl.regex-filter',
  ({ pattern, negated }) => {
    const regex = compilePcre(pattern);
    return (value) => asList(value).some((element) => regex.test(toText(element))) !== negated;
  },
);

type Conversion = (element: Value, format: string) => Value;

const numeric =
  (change: (text: string) => number | null): Conversion =>
  (element) =>
    change(toText(element));

const MEMORY: Readonly<Record<string, number>> = { '': 1, k: 1, m: 1024, g: 1024 * 1024 };

/** `[D+]HH:MM:SS` and `MM:SS` as seconds. */
function duration(text: string): number | null {
  const match = /^(?:(\d+)\+)?(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/.exec(text.trim());
  if (!match) return null;
  const [, days, hours, minutes, seconds] = match;
  return ((Number(days ?? 0) * 24 + Number(hours ?? 0)) * 60 + Number(minutes)) * 60 + Number(seconds);
}

const CONVERSIONS: Readonly<Record<string, Conversion>> = {
  auto: (element) => toNumber(element) ?? element,
  num: (element) => toNumber(element),
  ctime: (element, format) => {
    const time = toNumber(element);
    return time === null ? element : strftime(time, format);
  },
  mktime: (element, format) => strptime(toText(element), format),
  dur2sec: numeric(duration),
  mstime: numeric((text) => {
    const match = /^(?:(\d+):)?(\d+)(?:\.(\d{1,3}))?$/.exec(text.trim());
    return match ? Number(match[1] ?? 0) * 60 + Number(match[2]) + Number(`0.${match[3] ?? '0'}`) : null;
  }),
  memk: numeric((text) => {
    const match = /^(\d+(?:\.\d+)?)\s*([kmg]?)$/i.exec(text.trim());
    return match ? Number(match[1]) * (MEMORY[(match[2] ?? '').toLowerCase()] ?? 1) : null;
  }),
  rmcomma: (element) => toText(element).replaceAll(',', ''),
  rmunit: numeric((text) => {
    const match = /^\s*([+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)/i.exec(text);
    return match ? Number(match[1]) : null;
  }),
};

/** `convert`: a value that cannot be converted stays (auto, ctime) or goes (the others). */
export function convertValue(name: string, value: Value, format: string): Value {
  const conversion = CONVERSIONS[name];
  return conversion ? mapValues(value, (element) => conversion(element, format)) : value;
}

const converts = Object.keys(CONVERSIONS).map((name) =>
  perField<{ readonly format: string }>(
    `spl.convert-${name}`,
    ({ format }) =>
      (value) =>
        convertValue(name, value, format),
  ),
);

/** Scalars that commands, not expressions, are lowered to. */
export const commandScalars: readonly ScalarFunction[] = [
  rangeName,
  replaceValue,
  subsearchValue,
  binTime,
  binNumber,
  makemv,
  nomv,
  rexGroup,
  rexSed,
  regexFilter,
  ...converts,
  xpath,
];
