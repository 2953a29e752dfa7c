import { describe, expect, it } from 'vitest';
import { loadScripts } from '../../../scripts/conformance/script-suite.ts';
import { reprintComplaint } from '../../../scripts/conformance/spl-reprint.ts';
import { fuzzEnvironment } from '../../../scripts/fuzz/languages.ts';
import { splCommands } from '../../../src/languages/spl/index.ts';
import {
  aggregation,
  all,
  any,
  binary,
  call,
  compare,
  field,
  joined,
  model,
  negation,
  not,
  number,
  printPipeline,
  rawText,
  steps,
  text,
} from '../../../src/languages/spl/printer/index.ts';

describe('a printed search means what the search means', () => {
  for (const { name, examples } of splCommands) {
    for (const { title, query } of examples) {
      it(`${name}: ${title}`, () => {
        expect(reprintComplaint(query, fuzzEnvironment)).toBeUndefined();
      });
    }
  }

  for (const { topic, cases } of loadScripts().filter((script) => script.topic.startsWith('spl/'))) {
    it(topic, () => {
      const complaints = cases.map(({ query }) => reprintComplaint(query, fuzzEnvironment));
      expect(complaints.filter((complaint) => complaint !== undefined)).toEqual([]);
    });
  }
});

describe('a built search', () => {
  const { search, stats, where, tstats, table, eval: evaluate } = steps;

  it('prints as one would write it', () => {
    expect(
      printPipeline([
        search.build(all(compare('EventCode', '=', '4625'), not(compare('user', '=', '*$')))),
        stats.build({
          aggregations: [aggregation('count'), aggregation('values', 'host', 'hosts')],
          by: ['user'],
          once: false,
        }),
        where.build(binary('>', field('count'), number(5))),
      ]),
    ).toBe('search EventCode=4625 NOT user="*$" | stats count values(host) AS hosts BY user | where count>5');
  });

  it('sets parentheses where OR would bind otherwise', () => {
    const a = compare('a', '=', '1');
    const b = compare('b', '=', '2');
    expect(printPipeline([search.build(any(all(a, b), rawText('two words')))])).toBe('search (a=1 b=2) OR "two words"');
    const [x, y, z] = [field('x'), field('y'), field('z')];
    expect(printPipeline([where.build(joined('AND', joined('OR', x, y), negation(z)))])).toBe(
      '| where (x OR y) AND NOT z',
    );
  });

  it('quotes what is no plain name or value', () => {
    expect(
      printPipeline([
        tstats.build({
          aggregations: [aggregation('count', undefined, 'n of all')],
          model: model('Endpoint', 'Processes'),
          where: compare('Processes.process', '=', '*C:\\Temp\\"a b".exe*'),
          by: ['Processes.user'],
          span: undefined,
          summariesOnly: false,
          fillNull: 'null',
          prestats: false,
          append: false,
        }),
        evaluate.build([{ field: 'a b', value: call('replace', field('x-y'), text('\\s+"'), text('')) }]),
        table.build(['a b', 'by']),
      ]),
    ).toBe(
      '| tstats fillnull_value=null count AS "n of all" FROM datamodel=Endpoint.Processes ' +
        'WHERE Processes.process="*C:\\\\Temp\\\\\\"a b\\".exe*" BY Processes.user ' +
        '| eval "a b"=replace(\'x-y\', "\\s+\\"", "") | table "a b", "by"',
    );
  });
});
