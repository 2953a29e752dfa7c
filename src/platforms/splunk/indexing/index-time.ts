import { sedEdits } from '../../../languages/spl/index.ts';
import { QueryFailure } from '../../../plan/failure.ts';
import type { Settings } from '../conf/conf-file.ts';
import type { SplunkKnowledge } from '../knowledge.ts';
import { settingWords } from '../props/field-list.ts';
import type { EventKind } from '../props/stanza-selection.ts';
import { type CompiledStep, indexTransform, type IndexStep } from './index-transform.ts';
import { IndexedEvent } from './indexed-event.ts';
import { append } from '../../../util/append.ts';

/** Copies of copies end here, whatever an add-on says. */
const MOST_COPIES = 8;

const KEY = /^(TRANSFORMS|RULESET|SEDCMD)(?:-(.*))?$/s;

/** SEDCMD edits the text that transforms read; rule sets come last. */
const ORDER = ['SEDCMD', 'TRANSFORMS', 'RULESET'];

interface KindSteps {
  readonly steps: readonly IndexStep[];
  readonly problems: readonly string[];
}

const NO_STEPS: KindSteps = { steps: [], problems: [] };

/**
 * What props.conf does to events before they are indexed (TRANSFORMS, RULESET, SEDCMD). An event is asked for by what it
 * was when it came in: a new sourcetype brings no more index-time settings, except to a copy that CLONE_SOURCETYPE makes.
 */
export class IndexTime {
  readonly #knowledge: Pick<SplunkKnowledge, 'props' | 'transforms'>;
  readonly #steps = new Map<string, KindSteps>();
  readonly #isUsed: boolean;

  constructor(knowledge: Pick<SplunkKnowledge, 'props' | 'transforms'>) {
    this.#knowledge = knowledge;
    this.#isUsed = knowledge.props.hasSetting((key) => KEY.test(key));
  }

  /** Whether events of a kind may be indexed otherwise than they stand in the log. */
  changes(kind: EventKind): boolean {
    return this.#of(kind).steps.length > 0;
  }

  /** Settings for events of a kind that are right and cannot be followed here. */
  problems(kind: EventKind): readonly string[] {
    return this.#of(kind).problems;
  }

  /** The events that are indexed: none, one, or with its copies. */
  indexed(raw: string, kind: EventKind, index: string): readonly IndexedEvent[] {
    return this.#run(new IndexedEvent(raw, kind, index), 0).filter(({ isDropped }) => !isDropped);
  }

  #run(event: IndexedEvent, copies: number): readonly IndexedEvent[] {
    const made: IndexedEvent[] = [];
    for (const step of this.#of(event.kind).steps) {
      const { cloneSourcetype: sourcetype } = step;
      if (sourcetype === undefined || sourcetype === event.kind.sourcetype) {
        step.run(event);
      } else if (copies < MOST_COPIES) {
        const copy = event.clone();
        step.run(copy);
        copy.kind = { ...copy.kind, sourcetype };
        append(made, this.#run(copy, copies + 1));
      }
    }
    return [event, ...made];
  }

  #of(kind: EventKind): KindSteps {
    if (!this.#isUsed) return NO_STEPS;
    const key = JSON.stringify([kind.source, kind.sourcetype, kind.host]);
    let steps = this.#steps.get(key);
    if (!steps) {
      steps = this.#compile(this.#knowledge.props.settingsFor(kind));
      this.#steps.set(key, steps);
    }
    return steps;
  }

  #compile(settings: Settings): KindSteps {
    const compiled = [...settings]
      .flatMap(([key, value]) => {
        const [, kind, name = ''] = KEY.exec(key) ?? [];
        return kind === undefined ? [] : [{ order: ORDER.indexOf(kind), name, value }];
      })
      .sort((left, right) => left.order - right.order || (left.name < right.name ? -1 : left.name > right.name ? 1 : 0))
      .flatMap(({ order, value }) => (order === 0 ? [sedStep(value)] : this.#transforms(value)));
    return {
      steps: compiled.flatMap((one) => ('step' in one ? [one.step] : [])),
      problems: compiled.flatMap((one) => ('problem' in one ? [one.problem] : [])),
    };
  }

  #transforms(names: string): readonly CompiledStep[] {
    return settingWords(names, true).flatMap((name) => {
      const transform = this.#knowledge.transforms.get(name);
      return transform ? [indexTransform(name, transform)] : [];
    });
  }
}

function sedStep(script: string): CompiledStep {
  try {
    const edits = sedEdits(script);
    return {
      step: {
        run: (event) => {
          event.raw = edits.reduce((text, edit) => edit(text), event.raw);
        },
      },
    };
  } catch (error) {
    if (!(error instanceof QueryFailure)) throw error;
    return { problem: `The edit of SEDCMD cannot be run: ${script}` };
  }
}
