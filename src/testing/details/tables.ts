import type { KqlEnvironment } from '../../languages/kql/environment.ts';
import type { Fact, Language, Query } from './details.ts';

/** Tables, parsers, data models, lookups and sourcetypes that a query names. */
export function tablesOf(language: Language, query: Query, kql: KqlEnvironment | undefined): readonly Fact[] {
  const names = query.tokens.filter(([kind]) => kind === 'name').map(([, text]) => text);
  if (language === 'kql') {
    return [...new Set(names)].flatMap((name): Fact[] => {
      if (kql?.table(name)) return [{ label: 'Table', value: name }];
      const called = query.tokens.some(([kind, text]) => kind === 'name' && text === name);
      return called && kql?.function(name) ? [{ label: 'Parser', value: name }] : [];
    });
  }
  if (language === 'sigma') return [];
  const text = `${query.tokens.map(([, part]) => part).join('')} ${allDefinitions(query)}`;
  const facts = [...text.matchAll(SPL_SOURCES)].map(([, key = '', value = '']): Fact => ({
    label: LABELS[key.toLowerCase()] ?? key,
    value: value.replace(/"/g, ''),
  }));
  return facts.filter((fact, at) => facts.findIndex((other) => other.value === fact.value) === at);
}

const SPL_SOURCES = /\b(datamodel|sourcetype|lookup|inputlookup)\s*[:= ]\s*("[^"]*"|[\w.:*/-]+)/gi;
const LABELS: Readonly<Record<string, string>> = {
  datamodel: 'Data model',
  sourcetype: 'Sourcetype',
  lookup: 'Lookup',
  inputlookup: 'Lookup',
};

const allDefinitions = ({ macros }: Query): string => {
  const inner = (list: Query['macros']): string =>
    list.map(({ definition, calls }) => `${definition ?? ''} ${inner(calls)}`).join(' ');
  return inner(macros);
};
