/** A search that needs no events, and the value that the function gives in it. */
export interface AggregationExample {
  readonly query: string;
  readonly result: string | readonly string[] | null;
}

const NUMBERS = '| makeresults format=csv data="v\n1\n3\n3\n5"';
const TEXTS = '| makeresults format=csv data="v\nb\na\nb"';
const TIMED = '| makeresults format=csv data="_time,v\n100,7\n160,19\n40,1"';

const over = (data: string, call: string, result: AggregationExample['result']): AggregationExample => ({
  query: `${data} | stats ${call} AS x`,
  result,
});

/** An example of every statistical function, by its name. */
export const AGGREGATION_EXAMPLES: Readonly<Record<string, AggregationExample>> = {
  avg: over(NUMBERS, 'avg(v)', '3'),
  count: over(NUMBERS, 'count(eval(v>2))', '3'),
  dc: over(TEXTS, 'dc(v)', '2'),
  earliest: over(TIMED, 'earliest(v)', '1'),
  earliest_time: over(TIMED, 'earliest_time(v)', '40'),
  estdc: over(TEXTS, 'estdc(v)', '2'),
  estdc_error: over(TEXTS, 'estdc_error(v)', '0'),
  first: over(TEXTS, 'first(v)', 'b'),
  last: over(NUMBERS, 'last(v)', '5'),
  latest: over(TIMED, 'latest(v)', '19'),
  latest_time: over(TIMED, 'latest_time(v)', '160'),
  list: over(TEXTS, 'list(v)', ['b', 'a', 'b']),
  max: over(NUMBERS, 'max(v)', '5'),
  median: over(NUMBERS, 'median(v)', '3'),
  min: over(NUMBERS, 'min(v)', '1'),
  mode: over(TEXTS, 'mode(v)', 'b'),
  perc: over(NUMBERS, 'perc95(v)', '5'),
  range: over(NUMBERS, 'range(v)', '4'),
  rate: over(TIMED, 'rate(v)', '0.15'),
  sparkline: over(TIMED, 'sparkline(count, 1m)', ['##__SPARKLINE__##', '1', '1', '1']),
  stdev: over('| makeresults format=csv data="v\n2\n4\n6"', 'stdev(v)', '2'),
  stdevp: over('| makeresults format=csv data="v\n2\n4\n6\n8"', 'stdevp(v)', '2.23606797749979'),
  sum: over(NUMBERS, 'sum(v)', '12'),
  sumsq: over(NUMBERS, 'sumsq(v)', '44'),
  values: over(TEXTS, 'values(v)', ['a', 'b']),
  var: over('| makeresults format=csv data="v\n2\n4\n6"', 'var(v)', '4'),
  varp: over('| makeresults format=csv data="v\n2\n4\n6\n8"', 'varp(v)', '5'),
};
