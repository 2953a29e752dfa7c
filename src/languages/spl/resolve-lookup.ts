import { suggest } from '../../diagnostics/suggest.ts';
import type { SplLookup } from './environment.ts';
import { SplProblem } from './problems.ts';
import type { LowerScope } from './scope.ts';

/** The lookup of a name that stands at `start`; fails where there is none, or one that cannot be asked. */
export function resolveLookup(name: string, start: number, { environment }: LowerScope): Omit<SplLookup, 'file'> {
  const definition = environment.lookup(name);
  const end = start + name.length;
  if (!definition) {
    const close = suggest(name, environment.lookupNames());
    const hint =
      close === undefined
        ? 'Define it under lookups/ of the content, or in transforms.conf.'
        : `Did you mean "${close}"?`;
    throw new SplProblem('unknown-lookup', `There is no lookup "${name}".`, start, end, hint);
  }
  if (definition.unsupported !== undefined) {
    const message = `The lookup "${name}" ${definition.unsupported}, which is not supported.`;
    throw new SplProblem('unsupported-option', message, start, end);
  }
  const { file: _, ...kept } = definition;
  return kept;
}
