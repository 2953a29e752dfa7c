import type { Plan } from '../../plan/plan.ts';
import type { Subsearch } from './pipeline.ts';
import type { LowerScope } from './scope.ts';

/** A pipeline that goes on from rows of another: the body of appendpipe. */
export const lowerOver = ({ commands }: Subsearch, input: Plan, scope: LowerScope): Plan =>
  commands.reduce<Plan>((plan, { command, arguments: args }) => command.lower(args, plan, scope), input);
