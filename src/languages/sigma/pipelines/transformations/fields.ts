import { type Transformation, type TransformationDefinition, defineTransformation } from '../transformation.ts';

const renaming = (rename: (field: string) => string | readonly string[] | undefined): Transformation => ({
  kind: 'field',
  rename,
});

export const fieldTransformations: readonly TransformationDefinition[] = [
  defineTransformation({
    type: 'field_name_mapping',
    summary: 'Renames fields. A field with several new names is looked for under each.',
    examples: [
      {
        title: 'One name, and several',
        options: { mapping: { Image: 'process', User: ['user', 'src_user'] } },
        before: { selection: [{ Image: 'a.exe' }, { User: 'alice' }], condition: 'selection' },
        after: {
          selection: [{ process: 'a.exe' }, [{ user: 'alice' }, { src_user: 'alice' }]],
          condition: 'selection',
        },
      },
    ],
    parse: (options) => {
      const mapping = options.mapping('mapping');
      return renaming((field) => mapping.get(field));
    },
  }),
  defineTransformation({
    type: 'field_name_prefix_mapping',
    summary: 'Replaces the beginning of field names.',
    examples: [
      {
        title: 'A nested object that has another name',
        options: { mapping: { 'win.': 'event.' } },
        before: { selection: { 'win.Image': 'a.exe', User: 'alice' }, condition: 'selection' },
        after: { selection: { 'event.Image': 'a.exe', User: 'alice' }, condition: 'selection' },
      },
    ],
    parse: (options) => {
      const mapping = [...options.mapping('mapping')];
      return renaming((field) => {
        const found = mapping.find(([prefix]) => field.startsWith(prefix));
        return found?.[1].map((prefix) => prefix + field.slice(found[0].length));
      });
    },
  }),
  defineTransformation({
    type: 'field_name_prefix',
    summary: 'Puts a text before field names.',
    examples: [
      {
        title: 'Fields of a nested object',
        options: { prefix: 'EventData.' },
        before: { selection: { Image: 'a.exe' }, condition: 'selection' },
        after: { selection: { 'EventData.Image': 'a.exe' }, condition: 'selection' },
      },
    ],
    parse: (options) => {
      const prefix = options.requiredText('prefix');
      return renaming((field) => prefix + field);
    },
  }),
  defineTransformation({
    type: 'field_name_suffix',
    summary: 'Puts a text behind field names.',
    examples: [
      {
        title: 'Fields whose names carry their type',
        options: { suffix: '_s' },
        before: { selection: { Image: 'a.exe' }, condition: 'selection' },
        after: { selection: { Image_s: 'a.exe' }, condition: 'selection' },
      },
    ],
    parse: (options) => {
      const suffix = options.requiredText('suffix');
      return renaming((field) => field + suffix);
    },
  }),
];
