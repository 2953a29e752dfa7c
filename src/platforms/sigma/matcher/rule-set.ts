import { sigmaEntries } from '../../../languages/sigma/index.ts';
import { compileExpression } from '../../../plan/compile.ts';
import type { Context } from '../../../plan/context.ts';
import type { CallExpression, Expression } from '../../../plan/expression.ts';
import { Frame } from '../../../plan/frame.ts';
import { createLibrary, type Evaluator } from '../../../plan/library.ts';
import { Batch } from '../../../table/batch.ts';
import type { Value } from '../../../table/value.ts';
import { commonness } from './commonness.ts';
import { ColumnLiterals, gateOf, isCall, type LiteralPredicate, literalPredicate } from './predicate.ts';

type Test = () => boolean;

/** Predicates of which one must hold for the rule to be able to hold, and how often that may be. */
interface Trigger {
  readonly ids: readonly number[];
  readonly cost: number;
}

interface Rule {
  readonly test: Test;
  readonly trigger: Trigger | undefined;
  /** Predicates of literals that the test asks for. */
  readonly literals: ReadonlySet<number>;
}

/** Reads a field of the event at hand. */
export type FieldReader = (name: string) => Value;

/** Notes what is found in a field of the event at hand; false when the field has to be read. */
export type FieldLook = (column: ColumnLiterals) => boolean;

/**
 * The predicates of many rules, each kept once. For an event, the literals of each field are looked for in one pass;
 * only rules of which a telling predicate was found are evaluated, and no predicate is evaluated twice.
 */
export class RuleSet {
  readonly #ids = new Map<string, number>();
  readonly #known = new Map<CallExpression, number>();
  /** Predicates that must be evaluated; undefined where their field's literals decide. */
  readonly #expressions: (CallExpression | undefined)[] = [];
  /** What they are evaluated by, made when they are first asked for. */
  readonly #evaluators: (Evaluator | undefined)[] = [];
  readonly #gates: (number | undefined)[] = [];
  readonly #costs: number[] = [];
  readonly #triggered: number[][] = [];
  readonly #literals: (LiteralPredicate | undefined)[] = [];
  readonly #rules: Rule[] = [];
  readonly #groups = new Map<string, RuleGroup>();
  readonly #frame = new Frame();
  readonly #context: Context;
  #stamps = new Int32Array(0);
  #values = new Uint8Array(0);
  #candidateStamps = new Int32Array(0);
  #candidates = new Int32Array(0);
  #candidateCount = 0;
  #event = 0;
  #group: RuleGroup = { members: new Uint8Array(0), columns: [], always: [], columnOf: [] };
  #read: FieldReader = () => null;
  #look: FieldLook | undefined;

  constructor(predicates: readonly Expression[]) {
    this.#context = contextOfEvent();
    this.#frame.load(new Batch({ get: (name) => ({ at: () => this.#read(name) }), names: () => [] }, 1));
    for (const predicate of predicates) this.#addRule(predicate);
    this.#stamps = new Int32Array(this.#expressions.length);
    this.#values = new Uint8Array(this.#expressions.length);
    this.#candidateStamps = new Int32Array(this.#rules.length);
    this.#candidates = new Int32Array(this.#rules.length);
  }

  /** A part of the rules, for events that only they are about. */
  group(rules: readonly number[]): RuleGroup {
    const key = rules.join();
    const group = this.#groups.get(key) ?? this.#newGroup(rules);
    this.#groups.set(key, group);
    return group;
  }

  /**
   * The literals of a field are looked for in two lots: those that tell whether a rule is evaluated in every event, the
   * others in events in which a rule asks for them.
   */
  #newGroup(rules: readonly number[]): RuleGroup {
    const members = new Uint8Array(this.#rules.length);
    const always: number[] = [];
    const columnOf: (ColumnLiterals | undefined)[] = [];
    const share = (ids: Iterable<number>, lot: Map<string, ColumnLiterals>): void => {
      for (const id of ids) {
        const literals = this.#literals[id];
        if (!literals || columnOf[id]) continue;
        const column = lot.get(literals.column) ?? new ColumnLiterals(literals.column);
        lot.set(literals.column, column);
        column.add(literals, id);
        columnOf[id] = column;
      }
    };
    const telling = new Map<string, ColumnLiterals>();
    for (const rule of rules) {
      members[rule] = 1;
      const trigger = this.#rules[rule]?.trigger;
      if (trigger) share(trigger.ids, telling);
      else always.push(rule);
    }
    const others = new Map<string, ColumnLiterals>();
    for (const rule of rules) share(this.#rules[rule]?.literals ?? [], others);
    return { members, columns: [...telling.values()], always, columnOf };
  }

  /** Calls `hit` with every rule of the group that holds for the event. */
  match(group: RuleGroup, read: FieldReader, hit: (rule: number) => void): void {
    this.begin(group, read);
    this.finish(hit);
  }

  /** The next event, whose fields `read` reads; `look` may know a shorter way to what is in one. */
  begin(group: RuleGroup, read: FieldReader, look?: FieldLook): void {
    this.#event += 1;
    this.#group = group;
    this.#read = read;
    this.#look = look;
    this.#candidateCount = 0;
  }

  /** Says that a field of the event was looked at elsewhere, and {@link note}s tell what was found in it. */
  skip(column: ColumnLiterals): void {
    column.scanned = this.#event;
  }

  /** Says that it has to be looked at after all. */
  unskip(column: ColumnLiterals): void {
    column.scanned = 0;
  }

  /** Says that predicates hold for the event. */
  note(ids: readonly number[]): void {
    for (const id of ids) this.#found(id);
  }

  /** Calls `hit` with every rule of the group that holds for the event that was begun. */
  finish(hit: (rule: number) => void): void {
    const { columns, always } = this.#group;
    for (const column of columns) this.scan(column);
    for (const rule of always) if (this.#rules[rule]?.test()) hit(rule);
    // Looking at further fields while rules are evaluated finds no literal that tells of a rule.
    for (let at = 0; at < this.#candidateCount; at += 1) {
      const rule = this.#candidates[at] as number;
      if (this.#rules[rule]?.test()) hit(rule);
    }
  }

  /** Looks for the literals of a field in the event, unless that was done. */
  scan(column: ColumnLiterals): void {
    if (column.scanned === this.#event) return;
    column.scanned = this.#event;
    if (this.#look?.(column) !== true) column.scan(this.#read(column.name), this.#found);
  }

  #addRule(predicate: Expression): void {
    const rule = this.#rules.length;
    const literals = new Set<number>();
    const test = this.#compile(predicate, literals);
    const trigger = this.#trigger(predicate);
    this.#rules.push({ test, trigger, literals });
    for (const id of trigger?.ids ?? []) this.#triggered[id]?.push(rule);
  }

  /** `literals` takes up the literals that the rule asks for. */
  #compile(expression: Expression, literals: Set<number>): Test {
    if (!isCall(expression)) throw new Error('Internal error: a predicate of a rule is no call.');
    const tests = (): Test[] => expression.arguments.map((argument) => this.#compile(argument, literals));
    switch (expression.function) {
      case 'sigma.and':
        return allOf(tests());
      case 'sigma.or':
        return anyOf(tests());
      case 'sigma.not': {
        const [test] = tests();
        return () => !test?.();
      }
      default: {
        const id = this.#predicate(expression);
        literals.add(this.#gates[id] ?? id);
        return () => this.#holds(id);
      }
    }
  }

  #predicate(expression: CallExpression): number {
    let id = this.#known.get(expression);
    if (id === undefined) {
      const key = keyOf(expression);
      id = this.#ids.get(key) ?? this.#add(expression, key);
      this.#known.set(expression, id);
    }
    return id;
  }

  #add(expression: CallExpression, key: string): number {
    const literals = literalPredicate(expression);
    if (literals) return this.#literal(literals, key);
    const gate = gateOf(expression);
    const gateId = gate && this.#literal(gate, JSON.stringify(['gate', gate]));
    return this.#register(key, expression, gateId, undefined, 1);
  }

  #literal(predicate: LiteralPredicate, key: string): number {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    return this.#register(key, undefined, undefined, predicate, commonness(predicate));
  }

  #register(
    key: string,
    expression: CallExpression | undefined,
    gate: number | undefined,
    literals: LiteralPredicate | undefined,
    cost: number,
  ): number {
    const id = this.#expressions.length;
    this.#ids.set(key, id);
    this.#expressions.push(expression);
    this.#gates.push(gate);
    this.#literals.push(literals);
    this.#costs.push(cost);
    this.#triggered.push([]);
    return id;
  }

  /** Any of `or` needs a trigger of its own; of `and` the rarest will do; a negation tells nothing. */
  #trigger(expression: Expression): Trigger | undefined {
    if (!isCall(expression) || expression.function === 'sigma.not') return undefined;
    const inner = (): (Trigger | undefined)[] => expression.arguments.map((argument) => this.#trigger(argument));
    switch (expression.function) {
      case 'sigma.and': {
        let best: Trigger | undefined;
        for (const trigger of inner()) if (trigger && (!best || trigger.cost < best.cost)) best = trigger;
        return best;
      }
      case 'sigma.or': {
        const triggers = inner();
        const sound = triggers.filter((trigger) => trigger !== undefined);
        if (sound.length < triggers.length) return undefined;
        const ids = [...new Set(sound.flatMap((trigger) => trigger.ids))];
        return { ids, cost: sound.reduce((sum, { cost }) => sum + cost, 0) };
      }
      default: {
        const id = this.#predicate(expression);
        const telling = this.#literals[id] ? id : this.#gates[id];
        return telling === undefined ? undefined : { ids: [telling], cost: this.#costs[telling] as number };
      }
    }
  }

  #holds(id: number): boolean {
    if (this.#stamps[id] === this.#event) return this.#values[id] === 1;
    const column = this.#group.columnOf[id];
    if (column) {
      if (column.scanned === this.#event) return false;
      this.scan(column);
      return this.#stamps[id] === this.#event;
    }
    const gate = this.#gates[id];
    const holds = (gate === undefined || this.#holds(gate)) && this.#evaluator(id)(0) === true;
    this.#stamps[id] = this.#event;
    this.#values[id] = holds ? 1 : 0;
    return holds;
  }

  #evaluator(id: number): Evaluator {
    let evaluator = this.#evaluators[id];
    if (!evaluator) {
      evaluator = compileExpression(this.#expressions[id] as CallExpression, this.#frame, this.#context);
      this.#evaluators[id] = evaluator;
    }
    return evaluator;
  }

  /** Notes that a predicate holds, and which rules that makes worth evaluating. */
  readonly #found = (id: number): void => {
    if (this.#stamps[id] === this.#event) return;
    this.#stamps[id] = this.#event;
    this.#values[id] = 1;
    for (const rule of this.#triggered[id] as number[]) {
      if (this.#candidateStamps[rule] === this.#event || this.#group.members[rule] === 0) continue;
      this.#candidateStamps[rule] = this.#event;
      this.#candidates[this.#candidateCount] = rule;
      this.#candidateCount += 1;
    }
  };
}

export interface RuleGroup {
  readonly members: Uint8Array;
  /** Fields whose literals decide which rules are evaluated. */
  readonly columns: readonly ColumnLiterals[];
  /** Rules that no literal tells apart. */
  readonly always: readonly number[];
  /** For each predicate of literals that the rules ask for, where it is looked for. */
  readonly columnOf: readonly (ColumnLiterals | undefined)[];
}

/** A text that is equal for predicates which ask the same, wherever they stand. */
function keyOf({ function: name, arguments: given, options }: CallExpression): string {
  let key = options === undefined ? name : name + JSON.stringify(options);
  for (const argument of given) {
    if (argument.kind === 'call') key += `(${keyOf(argument)})`;
    else if (argument.kind === 'literal' && typeof argument.value === 'string') {
      key += `"${argument.value.length}:${argument.value}`;
    } else key += JSON.stringify({ ...argument, span: undefined });
  }
  return key;
}

function allOf(tests: readonly Test[]): Test {
  return () => {
    for (const test of tests) if (!test()) return false;
    return true;
  };
}

function anyOf(tests: readonly Test[]): Test {
  return () => {
    for (const test of tests) if (test()) return true;
    return false;
  };
}

/** Predicates of rules read fields and literals alone. */
function contextOfEvent(): Context {
  const nothing = (): never => {
    throw new Error('Internal error: a predicate of a rule asked for more than its event.');
  };
  return {
    library: createLibrary(sigmaEntries),
    catalog: { view: () => undefined, scan: () => undefined },
    clock: { now: 0n },
    budget: { check: () => undefined },
    trace: undefined,
    batchSize: 1,
    random: nothing,
    state: new Map(),
    note: nothing,
    execute: nothing,
  };
}
