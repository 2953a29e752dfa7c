import type { Plan } from '../../../plan/plan.ts';
import { isTrue } from '../command-arguments.ts';
import { type ModelReference, modelReference, modelScan, quotedDataset } from '../data-model.ts';
import { defineCommand } from '../define-command.ts';
import { lowerSavedSearch, type SavedSearchCall } from '../saved-search.ts';
import { lookupScan } from './inputlookup.ts';
import { newestFirst } from './search.ts';
import { printName, printOptions, unless, words } from '../printer/text.ts';
import { printModel } from '../printer/model.ts';

type FromArguments =
  | { readonly kind: 'datamodel'; readonly model: ModelReference }
  | { readonly kind: 'lookup'; readonly name: string; readonly at: number }
  | { readonly kind: 'savedsearch'; readonly call: SavedSearchCall };

export const from = defineCommand<FromArguments>({
  name: 'from',
  kind: 'generating',
  summary:
    'The events of a data model’s dataset, with bare field names, the rows of a lookup, or the results of another detection.',
  syntax: 'from datamodel:<model>[.<dataset>] | from lookup:<lookup> | from savedsearch:<name>',
  reference: 'from',
  examples: [
    {
      title: 'Rows of a lookup',
      query: '| from lookup:input',
      input: [{ user: 'alice' }],
      output: [{ user: 'alice' }],
    },
    {
      title: 'Events of a dataset',
      query: '| from datamodel:Endpoint.Processes | table user',
      input: [{ user: 'alice' }],
      output: [{ user: 'alice' }],
    },
  ],
  parse: (args) => {
    const { cursor } = args;
    cursor.skipSpace();
    const kind = cursor.takeMatch(/(datamodel|lookup|inputlookup|savedsearch)\s*[:\s]\s*/iy)?.[1]?.toLowerCase();
    const at = cursor.at;
    if (kind === undefined) return cursor.fail('Expected datamodel:, lookup: or savedsearch:');
    const name = args.field() + (kind === 'datamodel' ? quotedDataset(args) : '');
    if (kind === 'savedsearch') return { kind, call: { name, tokens: new Map(), start: at, end: cursor.at } };
    return kind === 'datamodel' ? { kind, model: modelReference(name, at, cursor.at) } : { kind: 'lookup', name, at };
  },
  print: (args) => {
    if (args.kind === 'savedsearch') return `savedsearch:${printName(args.call.name)}`;
    return args.kind === 'lookup' ? `lookup:${printName(args.name)}` : `datamodel:${printModel(args.model)}`;
  },
  lower: (args, _input, scope): Plan => {
    if (args.kind === 'savedsearch') return lowerSavedSearch(args.call, scope);
    return args.kind === 'lookup'
      ? lookupScan(args.name, scope, args.at)
      : newestFirst(modelScan(args.model, { names: 'bare', summariesOnly: false }, scope));
  },
});

interface DatamodelArguments {
  readonly model: ModelReference;
  readonly flat: boolean;
  readonly summariesOnly: boolean;
}

export const datamodel = defineCommand<DatamodelArguments>({
  name: 'datamodel',
  kind: 'generating',
  summary: 'The events of a data model’s dataset; field names carry the dataset’s, unless they are flat.',
  syntax: 'datamodel <model> <dataset> (search|flat) [strict_fields=<bool>] [summariesonly=<bool>]',
  reference: 'datamodel',
  examples: [
    {
      title: 'Names carry the dataset’s',
      query: '| datamodel Endpoint Processes search | table Processes.user',
      input: [{ 'Processes.user': 'alice' }],
      output: [{ 'Processes.user': 'alice' }],
    },
  ],
  passingOptions: ['strict_fields', 'allow_old_summaries'],
  parse: (args) => {
    const { cursor } = args;
    const options = new Map(args.options('strict_fields', 'allow_old_summaries', 'summariesonly'));
    cursor.skipSpace();
    const start = cursor.at;
    const model = args.fieldIfAny();
    if (model === undefined) return args.unsupported('A listing of data models is not supported.', args.start);
    const dataset = args.fieldIfAny();
    const end = cursor.at;
    const mode = cursor.takeMatch(/search|flat|acceleration_search/iy)?.[0]?.toLowerCase();
    for (const [name, value] of args.options('strict_fields', 'allow_old_summaries', 'summariesonly'))
      options.set(name, value);
    if (dataset === undefined || mode === undefined || mode === 'acceleration_search')
      return args.unsupported('Only "search" and "flat" of a dataset are supported.', args.start);
    const reference = modelReference(`${model}.${dataset}`, start, end);
    return { model: reference, flat: mode === 'flat', summariesOnly: isTrue(options.get('summariesonly'), false) };
  },
  print: ({ model, flat, summariesOnly }) =>
    words(
      printName(model.name),
      printName(model.dataset ?? ''),
      flat ? 'flat' : 'search',
      printOptions({ summariesonly: unless(false, summariesOnly) }),
    ),
  lower: ({ model, flat, summariesOnly }, _input, scope) =>
    newestFirst(modelScan(model, { names: flat ? 'bare' : 'prefixed', summariesOnly }, scope)),
});
