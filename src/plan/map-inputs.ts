import type { Plan } from './plan.ts';

/** The same operator over other inputs. */
export function mapInputs(plan: Plan, change: (input: Plan) => Plan): Plan {
  switch (plan.op) {
    case 'Scan':
    case 'Values':
    case 'Reference':
      return plan;
    case 'Join':
      return { ...plan, left: change(plan.left), right: change(plan.right) };
    case 'Union':
      return { ...plan, inputs: plan.inputs.map(change) };
    case 'Let':
      return { ...plan, value: change(plan.value), body: change(plan.body) };
    default:
      return { ...plan, input: change(plan.input) };
  }
}
