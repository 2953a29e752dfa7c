import { itemsOfRule, PipelineFailure, RENAMED } from '../model.ts';
import { defineTransformation, type TransformationDefinition } from '../transformation.ts';

export const ruleTransformations: readonly TransformationDefinition[] = [
  defineTransformation({
    type: 'change_logsource',
    summary: 'Puts another logsource in the place of the rule’s.',
    examples: [],
    parse: (options) => {
      const changed = (['category', 'product', 'service'] as const).flatMap((key) => {
        const value = options.text(key);
        return value === undefined ? [] : [[key, value] as const];
      });
      return {
        kind: 'rule',
        change: (transformed) => ({
          ...transformed,
          rule: { ...transformed.rule, logsource: Object.fromEntries(changed) },
        }),
      };
    },
  }),
  defineTransformation({
    type: 'strict_field_mapping_failure',
    summary: 'Refuses rules with a field that no processing item has renamed.',
    examples: [],
    parse: () => ({
      kind: 'rule',
      change: (transformed) => {
        for (const item of itemsOfRule(transformed.rule)) {
          if (item.field === '' || transformed.appliedTo.get(item)?.has(RENAMED)) continue;
          throw new PipelineFailure(`No pipeline has a name for the field "${item.field}".`);
        }
        return transformed;
      },
    }),
  }),
  defineTransformation({
    type: 'rule_failure',
    summary: 'Refuses the rule.',
    examples: [],
    parse: (options) => {
      const message = options.requiredText('message');
      return {
        kind: 'rule',
        change: () => {
          throw new PipelineFailure(message);
        },
      };
    },
  }),
  defineTransformation({
    type: 'set_state',
    summary: 'Remembers a value under a key: later conditions and the conversion read it.',
    examples: [],
    parse: (options) => {
      const key = options.requiredText('key');
      const value = options.value('val');
      return {
        kind: 'rule',
        change: (transformed) => ({ ...transformed, state: new Map([...transformed.state, [key, value]]) }),
      };
    },
  }),
  defineTransformation({
    type: 'set_custom_attribute',
    summary: 'Gives the rule an attribute, which conditions and templates read.',
    examples: [],
    parse: (options) => {
      const key = options.requiredText('attribute');
      const value = options.value('value');
      return {
        kind: 'rule',
        change: (transformed) => ({ ...transformed, attributes: new Map([...transformed.attributes, [key, value]]) }),
      };
    },
  }),
  ...(
    [
      ['add_field', 'Adds to the fields that the result shows.', (fields, given) => [...fields, ...given]],
      [
        'remove_field',
        'Takes from the fields that the result shows.',
        (fields, given) => fields.filter((field) => !given.includes(field)),
      ],
    ] as readonly [string, string, (fields: readonly string[], given: readonly string[]) => readonly string[]][]
  ).map(([type, summary, change]) =>
    defineTransformation({
      type,
      summary,
      examples: [],
      parse: (options) => {
        const given = options.requiredTexts('field');
        return {
          kind: 'rule',
          change: (transformed) => ({ ...transformed, fields: change(transformed.fields, given) }),
        };
      },
    }),
  ),
  defineTransformation({
    type: 'set_field',
    summary: 'Sets the fields that the result shows.',
    examples: [],
    parse: (options) => {
      const fields = options.requiredTexts('fields');
      return { kind: 'rule', change: (transformed) => ({ ...transformed, fields }) };
    },
  }),
  defineTransformation({
    type: 'value_placeholders',
    summary: 'Puts the values of the pipeline’s `vars` in the place of placeholders.',
    examples: [],
    parse: (options, { vars }) =>
      placeholders(options.texts('include'), options.texts('exclude'), (name) => vars.get(name)),
  }),
  defineTransformation({
    type: 'wildcard_placeholders',
    summary: 'Puts `*` in the place of placeholders.',
    examples: [],
    parse: (options) => placeholders(options.texts('include'), options.texts('exclude'), () => ['*']),
  }),
  defineTransformation({
    type: 'query_expression_placeholders',
    summary: 'Not supported: text of the target language in the place of a value.',
    examples: [],
    parse: () => ({
      kind: 'rule',
      change: (transformed) => {
        if (!JSON.stringify(transformed.rule.document['detection'] ?? '').includes('|expand')) return transformed;
        throw new PipelineFailure('Query expressions in the place of placeholders are not supported.', false);
      },
    }),
  }),
  defineTransformation({
    type: 'nest',
    summary: 'Applies several processing items under one set of conditions.',
    examples: [
      {
        title: 'Two renamings',
        options: {
          items: [
            { type: 'field_name_mapping', mapping: { Image: 'process' } },
            { type: 'field_name_prefix', prefix: 'x_' },
          ],
        },
        before: { selection: { Image: 'a.exe' }, condition: 'selection' },
        after: { selection: { x_process: 'a.exe' }, condition: 'selection' },
      },
    ],
    parse: (options, { nested }) => ({ kind: 'nest', items: nested(options, 'items') }),
  }),
];

const placeholders = (
  include: readonly string[] | undefined,
  exclude: readonly string[] | undefined,
  values: (name: string) => readonly string[] | undefined,
) => ({
  kind: 'placeholder' as const,
  values: (name: string) =>
    (include && !include.includes(name)) || exclude?.includes(name) ? undefined : values(name),
});
