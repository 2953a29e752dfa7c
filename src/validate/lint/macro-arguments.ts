import { isMapping } from '../../content/kind.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import { defineRule } from './rule.ts';

const macro = (definition: string): string => `name: ctime\narguments:\n  - field\ndefinition: ${definition}\n`;

const ARGUMENT = /\$([A-Za-z_]\w*)\$/g;

export default defineRule({
  name: 'macro-arguments',
  kinds: [],
  objectKinds: ['escu-macro'],
  why: 'Splunk puts in what the macro declares and leaves every other `$name$` as it stands, so that the search looks for that text.',
  fix: 'Write each argument alike in `arguments` and in the definition.',
  valid: [
    macro('convert ctime($field$)'),
    macro('rex field=$field$ "a$"'),
    'name: m\ndefinition: index=$other$\n',
    'name: m\narguments: [a]\ndefinition: index=a $$b$$ c=$a$\n',
  ],
  invalid: [
    { content: macro('convert ctime($field$) ctime($feild$)'), at: '4:42' },
    { content: macro('convert ctime(field)'), at: '3:5' },
  ],
  checkObject({ document }, report) {
    const list = isMapping(document.value) ? document.value['arguments'] : undefined;
    const definition = document.text(['definition']);
    if (!Array.isArray(list) || list.length === 0 || !definition) return;
    const declared = list.map((name) => String(name).trim());
    const text = definition.text.replace(/\$\$/g, '  ');
    const called = new Set<string>();
    for (const { 0: whole, 1: name = '', index } of text.matchAll(ARGUMENT)) {
      called.add(name);
      if (declared.includes(name)) continue;
      const near = suggest(name, declared);
      const hint = near === undefined ? `Its arguments are: ${declared.join(', ')}.` : `Did you mean "$${near}$"?`;
      report(definition.locate(index, index + whole.length), `The macro has no argument "${name}".`, { hint });
    }
    for (const [index, name] of declared.entries()) {
      if (called.has(name)) continue;
      report(document.at(['arguments', index]), `The definition does not use the argument "${name}".`, {
        hint: `Write "$${name}$" where its value belongs, or remove it.`,
      });
    }
  },
});
