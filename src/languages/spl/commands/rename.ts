import type { Plan } from '../../../plan/plan.ts';
import { defineCommand } from '../define-command.ts';
import { printName } from '../printer/text.ts';

export interface Pair {
  readonly from: string;
  readonly to: string;
}

export const rename = defineCommand<readonly Pair[]>({
  name: 'rename',
  kind: 'streaming',
  summary: 'Renames fields; wildcards carry text over.',
  syntax: 'rename <field> AS <field> [, <field> AS <field>]...',
  reference: 'rename',
  examples: [
    {
      title: 'Drop the name of a dataset',
      query: '| rename "All_Traffic.*" as "*"',
      input: [{ 'All_Traffic.dest': '192.0.2.1', count: '1' }],
      output: [{ dest: '192.0.2.1', count: '1' }],
    },
  ],
  parse: (args) => {
    const pairs: Pair[] = [];
    do {
      // What tstats names after PREFIX(kbps=) ends with the sign.
      const from = args.cursor.takeMatch(/[^\s,"'()[\]|=<>]+=(?=\s+as\s)/iy)?.[0] ?? args.field();
      args.expectKeyword('as');
      pairs.push({ from, to: args.field() });
      args.cursor.skipSpaceAndCommas();
    } while (!args.done);
    return pairs;
  },
  // Without the field on the left, the one on the right is cleared all the same.
  print: (pairs) => pairs.map(({ from, to }) => `${printName(from)} AS ${printName(to)}`).join(', '),
  lower: (pairs, input) =>
    pairs.reduce<Plan>((plan, { from, to }) => {
      const plain = from !== to && !from.includes('*') && !to.includes('*');
      const cleared: Plan = plain ? { op: 'Pick', input: plan, drop: [to] } : plan;
      return { op: 'Pick', input: cleared, rename: [{ from, to }] };
    }, input),
  order: 'passes',
});
