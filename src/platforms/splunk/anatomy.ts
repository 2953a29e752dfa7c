import type { SplEnvironment } from '../../languages/spl/environment.ts';
import { lowerSplEval, lowerSplSearchExpression } from '../../languages/spl/index.ts';
import type { Expression } from '../../plan/expression.ts';
import type { Plan } from '../../plan/plan.ts';
import type { DataModelOptions } from './catalog.ts';
import type { DataModel, Dataset } from './datamodels/model-file.ts';
import type { SplunkKnowledge } from './knowledge.ts';

/** An event type, and its search as an expression over events. */
export interface EventTypeSearch {
  readonly name: string;
  readonly search: string;
  readonly expression: Expression;
}

/** A data model, its datasets and its event types taken apart, so that one can ask which of their conditions an event missed. */
export interface SplunkAnatomy {
  /** The events of a dataset as a plan: a Filter for each constraint from the root down, with what it calculates. */
  dataset(options: DataModelOptions): Plan | undefined;
  /** The event types that give `field=value`: `eventtype` itself, or a tag. */
  eventTypesBehind(field: string, value: string): readonly EventTypeSearch[];
}

const EVENTS: Plan = { op: 'Scan', source: 'splunk:events' };

export function splunkAnatomy(knowledge: SplunkKnowledge, environment: SplEnvironment): SplunkAnatomy {
  return {
    dataset({ model: name, dataset }) {
      const model = knowledge.models.find(name);
      const wanted = dataset?.split('.').at(-1);
      const plans = model?.datasets
        .filter((entry) => (wanted === undefined ? entry.lineage.length === 1 : entry.name === wanted))
        .map((entry) => datasetPlan(model, entry, environment));
      const [first, ...others] = plans ?? [];
      return first && others.length > 0 ? { op: 'Union', inputs: [first, ...others] } : first;
    },
    eventTypesBehind(field, value) {
      const names = namesBehind(knowledge, field.toLowerCase(), value.toLowerCase());
      return knowledge.eventTypes
        .filter(({ name }) => names.has(name.toLowerCase()))
        .flatMap(({ name, search }) => {
          const { expression } = lowerSplSearchExpression(search, environment);
          return expression ? [{ name, search, expression }] : [];
        });
    },
  };
}

/** Event types by name, in lower case. */
function namesBehind({ tags }: SplunkKnowledge, field: string, value: string): ReadonlySet<string> {
  if (field === 'eventtype') return new Set([value]);
  if (field !== 'tag' && field !== 'tag::eventtype') return new Set();
  const prefix = 'eventtype=';
  return new Set(
    [...tags]
      .filter(([pair, names]) => pair.startsWith(prefix) && names.some((name) => name.toLowerCase() === value))
      .map(([pair]) => pair.slice(prefix.length).toLowerCase()),
  );
}

function datasetPlan(model: DataModel, dataset: Dataset, environment: SplEnvironment): Plan {
  let plan = EVENTS;
  for (const name of dataset.lineage) {
    const step = model.datasets.find((entry) => entry.name === name);
    for (const search of step?.constraints ?? []) {
      const { expression } = lowerSplSearchExpression(search, environment);
      if (expression) plan = { op: 'Filter', input: plan, predicate: expression };
    }
    for (const calculation of step?.calculations ?? []) {
      if (calculation.kind !== 'eval') continue;
      const { expression } = lowerSplEval(calculation.expression, environment);
      if (expression) plan = { op: 'Extend', input: plan, columns: [{ name: calculation.field, expression }] };
    }
  }
  return plan;
}
