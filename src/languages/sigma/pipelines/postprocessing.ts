import { boundedRegExp } from '../../../util/bounded-regexp.ts';
import { PcreFailure, translatePcre } from '../../../util/pcre.ts';
import type { RuleProblems, YamlPath } from '../problems.ts';
import { RULE_CONDITIONS } from './condition.ts';
import { parseLogic } from './condition-logic.ts';
import { PipelineFailure, type TransformedRule } from './model.ts';
import type { Options } from './options.ts';

/** Changes a finished query. */
export type Postprocessing = (query: string, rule: TransformedRule) => string;

const TYPES: Readonly<Record<string, (options: Options) => Postprocessing>> = {
  embed: (options) => {
    const prefix = options.text('prefix') ?? '';
    const suffix = options.text('suffix') ?? '';
    return (query) => prefix + query + suffix;
  },
  simple_template: (options) => {
    const template = options.requiredText('template');
    return (query, { rule, state }) =>
      template.replace(/\{(query|rule|pipeline)((?:\.\w+)*)\}/g, (all, root: string, path: string) => {
        const value =
          root === 'query'
            ? query
            : reach(root === 'rule' ? rule.document : { state: Object.fromEntries(state) }, path);
        return value === undefined ? all : String(value);
      });
  },
  replace: (options) => {
    const source = options.requiredText('pattern');
    const replacement = options
      .requiredText('replacement')
      .replace(/\$/g, '$$$$')
      .replace(/\\(\d+)/g, '$$$1');
    try {
      const { source: translated, flags } = translatePcre(source, {});
      const expression = boundedRegExp(translated, `${flags}g`);
      return (query) => query.replace(expression, replacement);
    } catch (error) {
      if (!(error instanceof PcreFailure || error instanceof SyntaxError)) throw error;
      options.wrong('pattern', 'a regular expression');
      return (query) => query;
    }
  },
  json: (options) => {
    const template = options.requiredText('json_template');
    return (query) => {
      try {
        return JSON.stringify(filled(JSON.parse(template), query));
      } catch {
        throw new PipelineFailure('The JSON template of the pipeline is no JSON.');
      }
    };
  },
};

/** Reads one entry of `postprocessing` and its conditions on the rule; Jinja templates (`template`) are not supported. */
export function parsePostprocessing(
  options: Options,
  path: YamlPath,
  problems: RuleProblems,
): Postprocessing | undefined {
  const type = options.requiredText('type');
  const parse = TYPES[type];
  if (!parse) {
    options.wrong('type', `one of ${Object.keys(TYPES).join(', ')} ("${type}" is not supported)`);
    return undefined;
  }
  const change = parse(options);
  const applies = parseLogic('rule', RULE_CONDITIONS, options, path, problems);
  options.close(['id']);
  return (query, rule) => (applies((test) => test(rule)) ? change(query, rule) : query);
}

function reach(value: unknown, path: string): unknown {
  return path
    .split('.')
    .filter((name) => name !== '')
    .reduce<unknown>((inner, name) => (inner as Readonly<Record<string, unknown>> | undefined)?.[name], value);
}

/** `%QUERY%` in every string. */
function filled(value: unknown, query: string): unknown {
  if (typeof value === 'string') return value.replaceAll('%QUERY%', query);
  if (Array.isArray(value)) return value.map((entry) => filled(entry, query));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, filled(entry, query)]));
}
