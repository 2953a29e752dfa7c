import { suggest } from '../../../diagnostics/suggest.ts';
import { isMap } from '../detection.ts';
import { RuleProblems, type YamlPath } from '../problems.ts';
import {
  FIELD_CONDITIONS,
  type FieldTest,
  ITEM_CONDITIONS,
  type ItemTest,
  RULE_CONDITIONS,
  type RuleTest,
} from './condition.ts';
import { type ConditionLogic, parseLogic } from './condition-logic.ts';
import { type Finalizer, parseFinalizer } from './finalizers.ts';
import { Options } from './options.ts';
import { type Postprocessing, parsePostprocessing } from './postprocessing.ts';
import type { Transformation } from './transformation.ts';
import { TRANSFORMATIONS } from './transformations/index.ts';

/** One entry of a pipeline: a transformation, and what must hold for it to be applied. */
export interface ProcessingItem {
  readonly id: string;
  readonly transformation: Transformation;
  readonly appliesToRule: RuleTest;
  readonly appliesToItem: ItemTest;
  readonly appliesToField: FieldTest;
}

/** A pipeline as parsed. Lower priorities come first. */
export interface Pipeline {
  readonly name: string;
  readonly priority: number;
  /** The backends it is meant for, by pySigma's names (`splunk`, `kusto`); absent: any. */
  readonly backends?: readonly string[];
  readonly items: readonly ProcessingItem[];
  readonly postprocessing: readonly Postprocessing[];
  readonly finalizers: readonly Finalizer[];
}

export interface ParsedPipeline {
  /** Absent when problems stand in the way. */
  readonly pipeline?: Pipeline;
  readonly problems: RuleProblems['list'];
}

const CONDITION_KEYS = ['rule', 'detection_item', 'field_name'].flatMap((kind) => [
  `${kind}_conditions`,
  `${kind}_cond_op`,
  `${kind}_cond_not`,
  `${kind}_cond_expr`,
]);
/** Keys of an entry that are no options of its transformation. */
const ENTRY_KEYS = ['id', 'type', ...CONDITION_KEYS];

/**
 * Reads a processing pipeline in pySigma's YAML format, given as its parsed YAML. Never throws for content.
 *
 * @see https://sigmahq-pysigma.readthedocs.io/en/latest/Processing_Pipelines.html
 */
export function parsePipeline(document: unknown): ParsedPipeline {
  const problems = new RuleProblems();
  if (!isMap(document)) {
    problems.add('schema-type', 'A pipeline is a map.', { path: [] });
    return { problems: problems.list };
  }
  const options = new Options(document, [], problems);
  const name = options.text('name') ?? 'unnamed pipeline';
  const priority = Number(options.text('priority') ?? 0);
  const vars = varsOf(options.map('vars') ?? {});
  const items = listOf(options, 'transformations', problems).flatMap((entry, index) =>
    parseEntry(entry, ['transformations', index], { vars, problems }),
  );
  const postprocessing = listOf(options, 'postprocessing', problems).map((entry, index) =>
    parsePostprocessing(new Options(entry, ['postprocessing', index], problems), ['postprocessing', index], problems),
  );
  const finalizers = listOf(options, 'finalizers', problems).map((entry, index) =>
    parseFinalizer(new Options(entry, ['finalizers', index], problems)),
  );
  const backends = options.texts('allowed_backends');
  options.close(['description', 'author']);
  if (problems.hasErrors) return { problems: problems.list };
  return {
    pipeline: {
      name,
      priority,
      ...(backends && { backends }),
      items,
      postprocessing: postprocessing.filter((entry) => entry !== undefined),
      finalizers: finalizers.filter((entry) => entry !== undefined),
    },
    problems: problems.list,
  };
}

interface EntryContext {
  readonly vars: ReadonlyMap<string, readonly string[]>;
  readonly problems: RuleProblems;
}

function parseEntry(
  entry: Readonly<Record<string, unknown>>,
  path: YamlPath,
  { vars, problems }: EntryContext,
): readonly ProcessingItem[] {
  const options = new Options(entry, path, problems);
  const type = options.requiredText('type');
  const definition = TRANSFORMATIONS.find((known) => known.type === type);
  if (!definition) {
    const close = suggest(
      type,
      TRANSFORMATIONS.map((known) => known.type),
    );
    const hint = close === undefined ? undefined : `Did you mean "${close}"?`;
    if (type !== '')
      problems.add('schema-value', `There is no transformation "${type}".`, { path: [...path, 'type'] }, hint);
    return [];
  }
  const nested = (within: Options, name: string): readonly ProcessingItem[] =>
    listOf(within, name, problems).flatMap((inner, index) =>
      parseEntry(inner, [...path, name, index], { vars, problems }),
    );
  const transformation = definition.parse(options, {
    vars,
    items: { problems, placeholder: () => undefined },
    nested,
  });
  const logic = <Test>(kind: string, known: readonly ConditionDefinitionOf<Test>[]): ConditionLogic<Test> =>
    parseLogic(kind, known, options, path, problems);
  const rule = logic('rule', RULE_CONDITIONS);
  const item = logic('detection_item', ITEM_CONDITIONS);
  const field = logic('field_name', FIELD_CONDITIONS);
  options.close(ENTRY_KEYS);
  return [
    {
      id: options.text('id') ?? path.join('.'),
      transformation,
      appliesToRule: (transformed) => rule((test) => test(transformed)),
      appliesToItem: (detectionItem, transformed) => item((test) => test(detectionItem, transformed)),
      appliesToField: (name, detectionItem, transformed) => field((test) => test(name, detectionItem, transformed)),
    },
  ];
}

interface ConditionDefinitionOf<Test> {
  readonly type: string;
  readonly parse: (options: Options) => Test;
}

function listOf(options: Options, name: string, problems: RuleProblems): readonly Readonly<Record<string, unknown>>[] {
  const value = options.value(name);
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    options.wrong(name, 'a list');
    return [];
  }
  return value.filter((entry, index): entry is Readonly<Record<string, unknown>> => {
    if (!isMap(entry)) problems.add('schema-type', 'An entry is a map.', { path: [...options.place(name), index] });
    return isMap(entry);
  });
}

function varsOf(given: Readonly<Record<string, unknown>>): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(given).map(([name, value]) => [name, (Array.isArray(value) ? value : [value]).map(String)]),
  );
}
