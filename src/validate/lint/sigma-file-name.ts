import { fileStem } from '../../content/detection.ts';
import { defineRule } from './rule.ts';
import { SIGMA_RULES } from './shared-kinds.ts';

const RULE = 'title: A\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}';

/** https://github.com/SigmaHQ/sigma-specification/blob/main/sigmahq/sigmahq-filename-convention.md */
export default defineRule({
  name: 'sigma-file-name',
  kinds: SIGMA_RULES,
  why: 'Lower case and underscores are the same file on every system; a name that differs by its case alone is lost on some.',
  valid: [{ content: RULE, file: 'proc_creation_win_cmd.yml' }],
  invalid: [
    { content: RULE, at: '1:8', file: 'Proc-Creation win.yml' },
    { content: RULE, at: '1:8', file: 'a_b.yml' },
  ],
  check({ document, file }, report) {
    const stem = fileStem(file);
    if (/^[a-z0-9_.]+$/.test(stem)) {
      // SigmaHQ counts the ending.
      const { length } = file.slice(file.lastIndexOf('/') + 1);
      if (length >= 10 && length <= 90) return;
      report(document.at(['title']), `The name of the file has ${length} characters.`, {
        hint: 'SigmaHQ takes 10 to 90: begin it with the logsource, as in proc_creation_win_.',
      });
      return;
    }
    report(document.at(['title']), `The name of the file "${stem}" is not in lower case and underscores.`, {
      hint: `Call it "${stem.toLowerCase().replace(/[^a-z0-9_.]+/g, '_')}.yml".`,
    });
  },
});
