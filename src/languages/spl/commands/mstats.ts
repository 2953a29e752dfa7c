import { isTrue } from '../command-arguments.ts';
import { defineCommand } from '../define-command.ts';
import { lowerMstats, type MstatsArguments } from '../mstats/lower.ts';
import { MSTATS_PASSING, parseMstats } from '../mstats/parse.ts';
import { printAggregations } from '../printer/aggregation.ts';
import { printSearchExpression } from '../printer/search.ts';
import { printBy, printOptions, words } from '../printer/text.ts';

export const mstats = defineCommand<MstatsArguments>({
  name: 'mstats',
  kind: 'generating',
  summary: 'Statistics over metric data points.',
  syntax:
    'mstats [chart=<bool> [chart.limit=[top|bottom]<N>] [chart.agg=<function>] [chart.usenull=<bool>] [chart.useother=<bool>] [chart.nullstr=<text>] [chart.otherstr=<text>]] [prestats=<bool> [append=<bool>]] [fillnull_value=<text>] (<function>(<metric_name>) [AS <field>]... | <function>(_value) [AS <field>]...) [WHERE <search-expression>] [BY <field-list>] [span=<span>]',
  reference: 'mstats',
  passingOptions: MSTATS_PASSING,
  examples: [
    {
      title: 'A metric by host',
      query: '| mstats avg(cpu.usr) AS cpu WHERE index=k8s BY host',
      input: [
        { index: 'k8s', host: 'b', 'metric_name:cpu.usr': '1' },
        { index: 'k8s', host: 'a', 'metric_name:cpu.usr': '2' },
        { index: 'k8s', host: 'a', 'metric_name:cpu.usr': '4' },
      ],
      output: [
        { host: 'a', cpu: '3' },
        { host: 'b', cpu: '1' },
      ],
    },
    {
      title: 'Every metric that a wildcard fits',
      query: '| mstats max(cpu.*) AS cpu.* WHERE index=k8s span=1m',
      input: [
        { _time: '60', index: 'k8s', 'metric_name:cpu.usr': '1', 'metric_name:cpu.sys': '5' },
        { _time: '70', index: 'k8s', 'metric_name:cpu.usr': '2', 'metric_name:mem.free': '9' },
      ],
      output: [{ _time: '60', 'cpu.sys': '5', 'cpu.usr': '2' }],
    },
    {
      title: 'By the name of the metric',
      query: '| mstats sum(_value) WHERE metric_name=cpu.* BY metric_name',
      input: [
        { metric_name: 'cpu.usr', _value: '1' },
        { metric_name: 'cpu.usr', _value: '2' },
        { metric_name: 'mem.free', _value: '9' },
      ],
      output: [{ metric_name: 'cpu.usr', 'sum(_value)': '3' }],
    },
  ],
  differences: [
    'Metric data points are those of logs in the form of the HTTP Event Collector ({"event":"metric","fields":{"metric_name:…":…}}, or metric_name and _value); any index is among the default ones.',
    'Times are whole seconds, as metric indexes keep them unless they are made for milliseconds: spans below a second are unsupported.',
    'rate_avg, rate_sum, every=, starttime= and endtime= are unsupported.',
    'With prestats=true the measurements themselves go on, for stats, chart or timechart to aggregate.',
    'The text of _timeseries is not Splunk’s.',
    'Inferred: without BY and span= one result comes out although nothing was measured, as stats has it; a wildcard’s metrics come in the order of their names.',
  ],
  parse: parseMstats,
  print: ({ options, passed, aggregations, where, by, span }) =>
    words(
      printOptions(new Map([...options, ...passed])),
      printAggregations(aggregations),
      where && `WHERE ${printSearchExpression(where)}`,
      printBy(by),
      printOptions({ span }),
    ),
  lower: (args, input, scope) => {
    const rows = lowerMstats(args, scope);
    return isTrue(args.options.get('append'), false) ? { op: 'Union', inputs: [input, rows] } : rows;
  },
  leads: ({ options }) => !isTrue(options.get('append'), false),
  order: 'ignores',
});
