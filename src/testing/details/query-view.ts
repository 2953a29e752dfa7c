import type { Detection } from '../../content/model.ts';
import type { SourceText } from '../../diagnostics/source-text.ts';
import type { SplEnvironment } from '../../languages/spl/environment.ts';
import type { KnownWord, Language, Macro, Query, QueryStep } from './details.ts';
import { Vocabulary } from './known-words.ts';
import { expandForReader } from './macros.ts';
import { queryTokens, stepTexts } from './query-tokens.ts';
import { sigmaSteps } from './sigma-steps.ts';

/** Makes the view of queries; vocabularies are loaded once. */
export class QueryViews {
  readonly #vocabularies = new Map<Language, Vocabulary>();
  readonly #environment: SplEnvironment | undefined;

  constructor(environment?: SplEnvironment) {
    this.#environment = environment;
  }

  of(detection: Detection, source: SourceText | undefined): Query | undefined {
    const { language } = detection;
    const text = language === 'sigma' ? sigmaText(source?.text ?? '') : detection.query?.text.trim();
    if (!text) return undefined;
    const words: KnownWord[] = [];
    const macros: Macro[] = [];
    const vocabulary = this.#vocabulary(language);
    const tokens = queryTokens(
      language,
      text,
      (place, name) => {
        const word = vocabulary.find(place, name);
        if (!word) return undefined;
        const at = words.indexOf(word);
        return at >= 0 ? at : words.push(word) - 1;
      },
      (call) => {
        const at = macros.findIndex((macro) => macro.call === call);
        if (at >= 0 || !this.#environment) return at < 0 ? undefined : at;
        return macros.push(expandForReader(call, this.#environment)) - 1;
      },
    );
    const steps =
      language === 'sigma'
        ? sigmaSteps(detection.document.value)
        : stepTexts(tokens).map(({ text: step, tokens: own }): QueryStep => {
            const [first] = own.filter(([kind]) => kind === 'command' || kind === 'macro');
            return { text: step, meaning: meaningOf(first, words, macros, own.length > 0 ? step : '') };
          });
    return { tokens, words, macros, steps };
  }

  #vocabulary(language: Language): Vocabulary {
    const known = this.#vocabularies.get(language) ?? new Vocabulary(language);
    this.#vocabularies.set(language, known);
    return known;
  }
}

function meaningOf(
  first: Query['tokens'][number] | undefined,
  words: readonly KnownWord[],
  macros: readonly Macro[],
  step: string,
): string {
  const [kind, text, at] = first ?? [];
  if (kind === 'command' && at !== undefined) return words[at]?.summary ?? '';
  if (kind === 'macro') {
    const definition = at === undefined ? undefined : macros[at]?.definition;
    if (definition === undefined) return `Pastes the macro ${text ?? ''}.`;
    return /^\s*search \*\s*$/.test(definition)
      ? 'Lets everything through until exclusions are written into this macro.'
      : `Pastes the macro: ${definition.replace(/\s+/g, ' ').trim()}`;
  }
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(step) ? `Reads the rows of "${step}".` : '';
}

/** What of a Sigma rule is its query: log source, detection, correlation. */
function sigmaText(source: string): string {
  const kept: string[] = [];
  let inside = false;
  for (const line of source.split(/\r?\n/)) {
    if (/^\S/.test(line) && !line.startsWith('#'))
      inside = /^(?:logsource|detection|correlation|filter)\s*:/.test(line);
    if (inside) kept.push(line);
  }
  return kept.join('\n').trimEnd();
}
