import { suggest } from '../../diagnostics/suggest.ts';
import type { Plan } from '../../plan/plan.ts';
import type { CommandArguments } from './command-arguments.ts';
import { SplProblem } from './problems.ts';
import type { LowerScope } from './scope.ts';

export interface ModelReference {
  readonly name: string;
  /** Absent: all root datasets of the model. */
  readonly dataset: string | undefined;
  readonly start: number;
  readonly end: number;
}

/** `Model` or `Model.Dataset`. */
export function modelReference(text: string, start: number, end: number): ModelReference {
  const [name = '', ...rest] = text.split('.');
  return { name, dataset: rest.length === 0 ? undefined : rest.join('.'), start, end };
}

/** The rest of a reference whose model and dataset are quoted apart: `"Endpoint"."Processes"`, as Enterprise Security writes it. */
export function quotedDataset(args: CommandArguments): string {
  return args.cursor.match(/\.["']/y) ? `${args.cursor.takeMatch(/\./y)?.[0] ?? ''}${args.field()}` : '';
}

/** The scan of a data model's dataset; a name that the workspace lacks is a problem at its place. */
export function modelScan(
  model: ModelReference,
  options: { readonly names: 'prefixed' | 'bare'; readonly summariesOnly: boolean },
  scope: LowerScope,
): Plan {
  const known = scope.environment.dataModel(model.name);
  if (!known) {
    const close = suggest(model.name, scope.environment.dataModelNames());
    const hint = close === undefined ? undefined : `Did you mean "${close}"?`;
    throw new SplProblem('unknown-data-model', `There is no data model "${model.name}".`, model.start, model.end, hint);
  }
  const wanted = model.dataset?.split('.').at(-1);
  const datasets = known.datasets.filter(({ name, lineage }) =>
    wanted === undefined ? lineage.length === 1 : name === wanted,
  );
  if (datasets.length === 0) {
    const close = suggest(
      wanted ?? '',
      known.datasets.map(({ name }) => name),
    );
    const hint = close === undefined ? undefined : `Did you mean "${model.name}.${close}"?`;
    const message = `The data model "${model.name}" has no dataset "${wanted}".`;
    throw new SplProblem('unknown-data-model', message, model.start, model.end, hint);
  }
  const scans = datasets.map((dataset): Plan => ({
    op: 'Scan',
    source: 'splunk:datamodel',
    options: { model: model.name, dataset: dataset.name, ...options },
    span: scope.span(model.start, model.end),
  }));
  return scans.length === 1 ? (scans[0] as Plan) : { op: 'Union', inputs: scans };
}
