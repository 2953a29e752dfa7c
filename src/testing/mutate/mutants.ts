import type { Detection } from '../../content/model.ts';
import type { LoweredQuery } from '../../plan/plan.ts';
import type { Mutant } from './model.ts';
import { queryEdits } from './query-edits.ts';
import { sigmaEdits } from './sigma-edits.ts';

/** Every way in which the conditions of a detection can be a little different. */
export function mutantsOf(detection: Detection, query: LoweredQuery): readonly Mutant[] {
  if (detection.language === 'sigma') return [...sigmaMutants(detection)];
  const source = detection.query;
  if (!source) return [];
  const { text } = source;
  return queryEdits(query, text).map(({ kind, start, end, replacement }) => ({
    kind,
    range: source.locate(start, end),
    before: text.slice(start, end),
    after: kind === 'dropped' ? '' : replacement,
    detection: {
      ...detection,
      query: {
        text: `${text.slice(0, start)}${replacement}${text.slice(end)}`,
        locate: (from, to) => source.locate(from, to),
      },
    },
  }));
}

function* sigmaMutants(detection: Detection): Iterable<Mutant> {
  const { document } = detection;
  for (const { kind, path, before, after, document: value } of sigmaEdits(document.value)) {
    yield {
      kind,
      range: document.at(path, kind === 'negated' && path.at(-1) !== 'condition' ? 'key' : 'value'),
      before,
      after,
      detection: {
        ...detection,
        document: {
          file: document.file,
          value,
          at: (place, part) => document.at(place, part),
          text: (place) => document.text(place),
        },
      },
    };
  }
}
