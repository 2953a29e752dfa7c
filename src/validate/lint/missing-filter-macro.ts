import { contentStem, fileStem } from '../../content/detection.ts';
import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';

/** An ESCU search without the filter macro that is named after its file. */
export default defineRule({
  name: 'missing-filter-macro',
  kinds: ESCU,
  why: 'The filter macro is where a team excludes what is normal to it, without touching the detection.',
  valid: [{ content: 'name: A\nsearch: index=a | `rule_filter`\ntype: TTP', file: 'rule.yml' }],
  invalid: [
    { content: 'name: A\nsearch: index=a | `other_filter`\ntype: TTP', at: '2:9', file: 'rule.yml' },
    { content: 'name: A\nsearch: index=a ```rule_filter```\ntype: TTP', at: '2:9', file: 'rule.yml' },
  ],
  check({ document, query, file, name, status }, report) {
    if (!query || status?.toLowerCase() === 'deprecated') return;
    const macro = `${fileStem(file)}_filter`;
    const withoutComments = query.text.replace(/```[\s\S]*?```/g, '');
    const stems = [fileStem(file), contentStem(name)];
    if (stems.some((stem) => withoutComments.includes(`\`${stem}_filter`))) return;
    report(document.at(['search']), `The search does not use its filter macro "${macro}".`, {
      hint: `End it with | \`${macro}\`.`,
    });
  },
});
