import { kqlAggregationDefinitions } from '../languages/kql/aggregations/index.ts';
import { kqlFunctionDefinitions } from '../languages/kql/functions/index.ts';
import { windowFunctions } from '../languages/kql/functions/window.ts';
import { kqlOperators } from '../languages/kql/operators/index.ts';
import { KQL_PLUGINS } from '../languages/kql/operators/plugins.ts';
import { MODIFIERS, MODIFIERS_PAGE } from '../languages/sigma/modifiers/index.ts';
import {
  FIELD_CONDITIONS,
  ITEM_CONDITIONS,
  PIPELINES_PAGE,
  RULE_CONDITIONS,
  TRANSFORMATIONS,
} from '../languages/sigma/pipelines/index.ts';
import { AGGREGATION_EXAMPLES } from '../languages/spl/aggregations/examples.ts';
import { splAggregationDefinitions } from '../languages/spl/aggregations/index.ts';
import { splCommands } from '../languages/spl/commands/index.ts';
import { splFunctionDefinitions } from '../languages/spl/functions/registry.ts';
import { basisOf, inferenceOf } from './basis.ts';
import type { ReferenceEntry, ReferenceLanguage } from './entry.ts';
import { shippedPipelines } from './shipped-pipelines.ts';

/** Everything of a language that has a definition, in order of kind and name. */
export function referenceEntries(language: ReferenceLanguage): readonly ReferenceEntry[] {
  const entries = { spl: splEntries, kql: kqlEntries, sigma: sigmaEntries }[language]();
  return entries.toSorted((a, b) => a.kind.localeCompare(b.kind, 'en') || a.name.localeCompare(b.name, 'en'));
}

type Given = Omit<ReferenceEntry, 'language' | 'basis' | 'inferred' | 'aliases' | 'differences' | 'partial'> & {
  readonly aliases?: readonly string[] | undefined;
  readonly differences?: readonly string[] | string | undefined;
  readonly partial?: boolean;
};

function entryOf(language: ReferenceLanguage, given: Given): ReferenceEntry {
  const { aliases = [], differences = [], partial = false } = given;
  const inferred = inferenceOf(language, given.name);
  return {
    ...given,
    language,
    aliases,
    differences: typeof differences === 'string' ? [differences] : differences,
    partial,
    basis: basisOf(language, given.name),
    ...(inferred !== undefined && { inferred }),
  };
}

function splEntries(): readonly ReferenceEntry[] {
  return [
    ...splCommands.map((command) =>
      entryOf('spl', {
        ...command,
        kind: 'command',
        examples: command.examples.map(({ query, input, output, fails }) => ({
          query: input.length === 0 ? query : `(over ${JSON.stringify(input)}) ${query}`,
          result: fails ?? JSON.stringify(output),
        })),
      }),
    ),
    ...splFunctionDefinitions.map((definition) =>
      entryOf('spl', {
        ...definition,
        kind: 'eval function',
        examples: definition.examples.map(({ fields, lookup, eval: expression, result }) => ({
          query: `${lookup ? `(lookup "input" ${JSON.stringify(lookup)}) ` : ''}${fields ? `(over ${JSON.stringify(fields)}) ` : ''}| eval x = ${expression}`,
          result: JSON.stringify(result),
        })),
      }),
    ),
    ...splAggregationDefinitions.map((definition) => {
      const example = Object.hasOwn(AGGREGATION_EXAMPLES, definition.name) && AGGREGATION_EXAMPLES[definition.name];
      const examples = example ? [{ query: example.query, result: JSON.stringify(example.result) }] : [];
      return entryOf('spl', { ...definition, kind: 'statistical function', examples });
    }),
  ];
}

function kqlEntries(): readonly ReferenceEntry[] {
  const rowsOf = (example: { readonly query: string; readonly rows: unknown }) => ({
    query: example.query,
    result: JSON.stringify(example.rows),
  });
  const isPartial = ({ status }: { readonly status?: string }): boolean => status === 'partial';
  return [
    ...kqlOperators.map((operator) =>
      entryOf('kql', {
        ...operator,
        kind: 'operator',
        examples: operator.examples.map(rowsOf),
        partial: isPartial(operator),
      }),
    ),
    ...KQL_PLUGINS.map((plugin) =>
      entryOf('kql', { ...plugin, kind: 'plugin', examples: plugin.examples.map(rowsOf) }),
    ),
    ...kqlFunctionDefinitions.map((definition) =>
      entryOf('kql', {
        ...definition,
        kind: definition.syntax.startsWith(`${definition.name}(`) ? 'function' : 'scalar operator',
        examples: definition.examples.map(({ expression, result }) => ({
          query: `print x = ${expression}`,
          result: JSON.stringify(result),
        })),
        partial: isPartial(definition),
      }),
    ),
    ...windowFunctions.map((definition) =>
      entryOf('kql', { ...definition, kind: 'function', examples: definition.examples.map(rowsOf) }),
    ),
    ...kqlAggregationDefinitions.map((definition) =>
      entryOf('kql', {
        ...definition,
        kind: 'aggregation',
        examples: definition.examples.map(rowsOf),
        partial: isPartial(definition),
      }),
    ),
  ];
}

function sigmaEntries(): readonly ReferenceEntry[] {
  return [...modifierEntries(), ...pipelineEntries(), ...transformationEntries(), ...conditionEntries()];
}

function modifierEntries(): readonly ReferenceEntry[] {
  return MODIFIERS.map((modifier) =>
    entryOf('sigma', {
      ...modifier,
      kind: 'modifier',
      syntax: `Field|${modifier.name}: value`,
      reference: MODIFIERS_PAGE,
      examples: modifier.examples.map(({ item, matches, misses }) => ({
        query: JSON.stringify(item),
        result: `matches ${JSON.stringify(matches)}, not ${JSON.stringify(misses)}`,
      })),
    }),
  );
}

function pipelineEntries(): readonly ReferenceEntry[] {
  return shippedPipelines().map(({ name, summary, priority, backends, logsources }) =>
    entryOf('sigma', {
      kind: 'pipeline',
      name,
      summary,
      syntax: [
        `firedrill convert RULES --to ${backends.includes('kusto') ? 'kql' : 'spl'} --pipeline ${name}`,
        `priority: ${priority}`,
        `backends: ${backends.length === 0 ? 'any' : backends.join(', ')}`,
        `logsources: ${logsources.length === 0 ? 'any' : logsources.join(', ')}`,
      ].join('\n'),
      reference: PIPELINES_PAGE,
      examples: [],
    }),
  );
}

/** What processing pipelines of conversions are made of. */
function transformationEntries(): readonly ReferenceEntry[] {
  return TRANSFORMATIONS.map(({ type, summary, examples }) =>
    entryOf('sigma', {
      kind: 'pipeline transformation',
      name: type,
      summary,
      syntax: `- type: ${type}`,
      reference: PIPELINES_PAGE,
      examples: examples.map(({ options, before, after }) => ({
        query: `${JSON.stringify({ type, ...options })} of ${JSON.stringify(before)}`,
        result: JSON.stringify(after),
      })),
    }),
  );
}

function conditionEntries(): readonly ReferenceEntry[] {
  const kinds = [
    ['rule_conditions', RULE_CONDITIONS],
    ['detection_item_conditions', ITEM_CONDITIONS],
    ['field_name_conditions', FIELD_CONDITIONS],
  ] as const;
  return kinds.flatMap(([key, conditions]) =>
    conditions.map(({ type, summary }) =>
      entryOf('sigma', {
        kind: `pipeline condition (${key})`,
        name: type,
        summary,
        syntax: `${key}: [{ type: ${type} }]`,
        reference: PIPELINES_PAGE,
        examples: [],
      }),
    ),
  );
}
