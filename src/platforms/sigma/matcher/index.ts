import type { EventDocument, RecordBatch, WindowsEvent } from '../../../data/record.ts';
import { and } from '../../../languages/sigma/item.ts';
import type { Logsource } from '../../../languages/sigma/logsource.ts';
import type { Expression } from '../../../plan/expression.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { Value } from '../../../table/value.ts';
import { type Fields, fieldsOf } from '../fields.ts';
import { EventBytes } from './event-bytes.ts';
import { identityOf, isRemnant, type Route, routeOf } from '../route.ts';
import { eventText } from '../text.ts';
import { type RuleGroup, RuleSet } from './rule-set.ts';

/** What a rule asks of single events. */
export interface EventFilter {
  readonly logsource: Logsource;
  readonly predicate: Expression;
}

/** The filter that a plan is; undefined when it looks at more than one event (a correlation). */
export function eventFilterOf(plan: Plan): EventFilter | undefined {
  const predicates: Expression[] = [];
  let node = plan;
  while (node.op === 'Filter') {
    predicates.unshift(node.predicate);
    node = node.input;
  }
  if (node.op !== 'Scan' || node.source !== 'sigma:events' || predicates.length === 0) return undefined;
  return { logsource: node.options as Logsource, predicate: and(predicates) };
}

/** Rules whose logsources are mapped to no Windows events, by number. */
export function unknownLogsources(filters: readonly EventFilter[]): readonly number[] {
  const routes = routesOf(filters);
  return [...routes.keys()].filter((rule) => routes[rule]?.known === false);
}

/** One route for all rules of the same logsource. */
function routesOf(filters: readonly EventFilter[]): readonly Route[] {
  const routes = new Map<string, Route>();
  return filters.map(({ logsource }) => {
    const key = JSON.stringify([logsource.product, logsource.category, logsource.service]);
    const route = routes.get(key) ?? routeOf(logsource);
    routes.set(key, route);
    return route;
  });
}

/** More kinds than these are looked up by a text of their own. */
const KINDS_COMPARED = 64;

const isEmpty = ({ columns, always }: RuleGroup): boolean => columns.length === 0 && always.length === 0;

/** Finds the events of many rules in one pass over the logs. */
export class SigmaMatcher {
  readonly #rules: RuleSet;
  readonly #routes: readonly Route[];
  readonly #groups = new Map<string, RuleGroup>();
  /** Kinds of Windows events seen so far: comparing a few texts is cheaper than making one to look up. */
  readonly #windows: { readonly event: WindowsEvent; readonly group: RuleGroup }[] = [];
  #bytes: EventBytes | undefined;
  readonly #slowly: boolean;

  /** `slowly` reads every event whole: what the shorter way through its bytes has to agree with. */
  constructor(filters: readonly EventFilter[], { slowly = false }: { readonly slowly?: boolean } = {}) {
    this.#slowly = slowly;
    this.#rules = new RuleSet(filters.map(({ predicate }) => predicate));
    this.#routes = routesOf(filters);
  }

  /** Calls `hit` for every rule and record that match. */
  match(records: RecordBatch, hit: (rule: number, record: number) => void): void {
    const { spans } = records;
    const found = (rule: number, row: number): void => hit(rule, records.record(row));
    const matchRow = (row: number): void => this.#matchRow(records, row, found);
    if (!spans || this.#slowly) {
      for (let row = 0; row < records.length; row += 1) matchRow(row);
      return;
    }
    this.#bytes ??= new EventBytes(this.#rules, ({ provider, eventId, channel }) =>
      this.#groupOf({
        kind: 'windows',
        event: { provider, eventId, channel, computer: '', timeCreated: '', data: [] },
      }),
    );
    this.#bytes.match(records, spans, found, matchRow);
  }

  /** Gives back what {@link match} took. */
  close(): void {
    this.#bytes?.close();
    this.#bytes = undefined;
  }

  #matchRow(records: RecordBatch, row: number, hit: (rule: number, row: number) => void): void {
    const document = records.document(row);
    const group = this.#groupOf(document);
    if (!group || isRemnant(document, () => records.raw(row))) return;
    this.#rules.match(group, fieldReader(document, records, row), (rule) => hit(rule, row));
  }

  /** The rules whose logsources events like this one belong to. */
  #groupOf(document: EventDocument): RuleGroup | undefined {
    if (document.kind === 'windows') {
      const { eventId, channel, provider } = document.event;
      for (const known of this.#windows) {
        const { event } = known;
        if (event.eventId === eventId && event.channel === channel && event.provider === provider) {
          return isEmpty(known.group) ? undefined : known.group;
        }
      }
    }
    const identity = identityOf(document);
    let group = this.#groups.get(identity);
    if (!group) {
      const accepted = new Map<Route, boolean>();
      const rules = [...this.#routes.keys()].filter((rule) => {
        const route = this.#routes[rule] as Route;
        const accepts = accepted.get(route) ?? route.accepts(document);
        accepted.set(route, accepts);
        return accepts;
      });
      group = this.#rules.group(rules);
      this.#groups.set(identity, group);
    }
    if (document.kind === 'windows' && this.#windows.length < KINDS_COMPARED) {
      this.#windows.push({ event: document.event, group });
    }
    return isEmpty(group) ? undefined : group;
  }
}

function fieldReader(document: EventDocument, records: RecordBatch, row: number): (name: string) => Value {
  let fields: Fields | undefined;
  let text: string | undefined;
  return (name) => {
    if (name === '_text') {
      text ??= eventText(document, records.raw(row));
      return text;
    }
    fields ??= fieldsOf(document);
    return fields.get(name);
  };
}
