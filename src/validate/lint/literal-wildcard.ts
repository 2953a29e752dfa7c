import { callsOf, expressionsOf, plansOf, textsOf } from '../expressions.ts';
import { defineRule } from './rule.ts';
import { ESCU, SENTINEL } from './shared-kinds.ts';

const spl = (search: string): string => `name: A\nsearch: '${search}'\ntype: TTP`;
const kql = (query: string): string => `id: a\nname: A\nkind: Scheduled\nquery: '${query}'`;

/** Comparisons that take an asterisk for an asterisk. */
const LITERAL =
  /^(?:spl\.(?:equals|in|like)|kql\.(?:equals|in|has|contains|startswith|endswith|hasprefix|hassuffix)(?:-ci|-cs)?)$/;

/** Not `iam:*`: policies hold such texts as they are. */
const AT_AN_END = /^\*[^*]|[\w.\\]\*$/;

export default defineRule({
  name: 'literal-wildcard',
  kinds: [...ESCU, ...SENTINEL],
  readsQuery: true,
  why: 'In "where" and "eval", and everywhere in KQL, an asterisk is an asterisk: the comparison holds for values that contain one, which hardly any does.',
  valid: [
    spl('index=a process="*cmd*" | stats count by process | search process="*cmd*"'),
    spl('index=a | where like(process, "%cmd%")'),
    kql('DeviceProcessEvents | where FileName has "cmd"'),
    kql('DeviceProcessEvents | where ProcessCommandLine contains "*"'),
    kql('AWSCloudTrail | where RequestParameters has "iam:*" or RequestParameters has "iam:Create*"'),
  ],
  invalid: [
    { content: spl('index=a | where process="*cmd*"'), at: '2:26' },
    { content: spl('index=a | where like(process, "*cmd*")'), at: '2:26' },
    { content: kql('DeviceProcessEvents | where FileName =~ "*cmd.exe"'), at: '4:37' },
  ],
  check({ query: text }, report, { query }) {
    if (!query || !text) return;
    for (const plan of plansOf(query.plan)) {
      for (const call of expressionsOf(plan).flatMap((expression) => [...callsOf(expression)])) {
        if (!LITERAL.test(call.function) || !call.span || call.arguments[0]?.kind !== 'column') continue;
        const value = textsOf(call).find((each) => AT_AN_END.test(each) && !/^\w+:\w*\*$/.test(each));
        if (value === undefined || !text.text.slice(call.span.start, call.span.end).includes('*')) continue;
        report(text.locate(call.span.start, call.span.end), `The asterisk in "${value}" is no wildcard here.`, {
          hint:
            query.language === 'kql'
              ? 'Use has, contains, startswith or endswith without the asterisk.'
              : 'Use like() with %, match(), or the command search.',
        });
      }
    }
  },
});
