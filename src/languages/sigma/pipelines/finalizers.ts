import type { Options } from './options.ts';

/** Makes one text of all queries of a conversion. */
export type Finalizer = (queries: readonly string[]) => string;

const TYPES: Readonly<Record<string, (options: Options) => Finalizer>> = {
  concat: (options) => {
    const separator = options.text('separator') ?? '';
    const prefix = options.text('prefix') ?? '';
    const suffix = options.text('suffix') ?? '';
    return (queries) => prefix + queries.join(separator) + suffix;
  },
  json: (options) => {
    const indent = options.text('indent');
    return (queries) => JSON.stringify(queries, null, indent === undefined ? undefined : Number(indent));
  },
};

/** Reads one entry of `finalizers`; Jinja templates, YAML and nested finalizers are not supported. */
export function parseFinalizer(options: Options): Finalizer | undefined {
  const type = options.requiredText('type');
  const parse = TYPES[type];
  if (!parse) {
    options.wrong('type', `one of ${Object.keys(TYPES).join(', ')} ("${type}" is not supported)`);
    return undefined;
  }
  const finalizer = parse(options);
  options.close();
  return finalizer;
}
