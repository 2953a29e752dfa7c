import { describe, expect, it } from 'vitest';
import { convertRule } from '../../../../src/languages/sigma/conversion/index.ts';
import { parsePipeline } from '../../../../src/languages/sigma/pipelines/index.ts';

const convert = (pipeline: unknown, product: string): string | undefined => {
  const { pipeline: parsed, problems } = parsePipeline(pipeline);
  expect(problems).toEqual([]);
  const rule = {
    title: 'A',
    logsource: { product },
    detection: { selection: { Image: 'a.exe' }, condition: 'selection' },
  };
  return convertRule(rule, { to: 'spl', pipelines: parsed ? [parsed] : [] }).text;
};

describe('a pipeline', () => {
  it('changes finished queries of the rules that its conditions name, and of no others', () => {
    const pipeline = {
      postprocessing: [
        { type: 'embed', prefix: 'index=win ', rule_conditions: [{ type: 'logsource', product: 'windows' }] },
      ],
    };
    expect(convert(pipeline, 'windows')).toBe('index=win Image=a.exe');
    expect(convert(pipeline, 'linux')).toBe('Image=a.exe');
  });

  it('says which backends it is for', () => {
    expect(parsePipeline({ allowed_backends: ['splunk'] }).pipeline?.backends).toEqual(['splunk']);
    expect(parsePipeline({}).pipeline?.backends).toBeUndefined();
  });

  it('says where it cannot be understood', () => {
    const { problems } = parsePipeline({
      transformations: [
        { type: 'field_name_maping', mapping: {} },
        { type: 'set_state', key: 'a', value: 1 },
      ],
      postprocessing: [{ type: 'embed', rule_conditions: [{ type: 'logsorce' }] }],
    });
    expect(problems.map(({ name, path, hint }) => [name, path?.join('.'), hint])).toEqual([
      ['schema-value', 'transformations.0.type', 'Did you mean "field_name_mapping"?'],
      ['schema-unknown-key', 'transformations.1.value', undefined],
      ['schema-value', 'postprocessing.0.rule_conditions.0.type', 'Did you mean "logsource"?'],
    ]);
  });

  it('makes one text of all queries', () => {
    const { pipeline } = parsePipeline({
      finalizers: [{ type: 'concat', separator: ' | ', prefix: '(', suffix: ')' }],
    });
    expect(pipeline?.finalizers[0]?.(['a', 'b'])).toBe('(a | b)');
  });
});
