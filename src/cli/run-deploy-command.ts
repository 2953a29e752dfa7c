import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  type ApplyResult,
  applyPlan,
  compareStatus,
  DeployError,
  makePlan,
  makeRollback,
  type Plan,
  readLive,
} from '../deploy/index.ts';
import { neutralLine } from '../diagnostics/neutral-text.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';
import { planMarkdown, planSummary, planText, statusMarkdown, statusText } from '../report/deploy.ts';
import type { DeployOptions } from './commands/deploy.ts';
import type { Printer } from './common.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { CommandIo } from './io.ts';
import { type OpenDeployment, openDeployment } from './open-deploy.ts';

type Part = 'plan' | 'apply' | 'status' | 'rollback' | 'destroy';

/** One of the parts of `firedrill deploy`. */
export async function runDeployCommand(
  part: Part,
  options: DeployOptions,
  io: CommandIo,
  printer: Printer,
): Promise<ExitCode> {
  const open = await openDeployment(options, io.cwd);
  if (part === 'status') return showStatus(open, options, printer);
  if ((part === 'plan' || part === 'apply') && !options.resume && open.errors.length > 0) {
    printer.complaint(`${renderDiagnostics(open.errors, { colors: printer.sideColors })}\n`);
    printer.complaint('error: Content with errors is not deployed.\n');
    return EXIT.findings;
  }
  const plan = await planOf(part, open, options, io.cwd);
  const show = (): void => {
    if (options.format === 'json') printer.result(`${JSON.stringify(plan, null, 2)}\n`);
    else if (options.format === 'markdown') printer.result(planMarkdown(plan));
    else printer.result(planText(plan, printer.colors));
  };
  if (part === 'plan' || (part === 'destroy' && !options.yes)) {
    show();
    if (options.planFile !== undefined) {
      writeFileSync(resolve(io.cwd, options.planFile), `${JSON.stringify(plan, null, 2)}\n`, { mode: 0o600 });
    }
    if (part === 'destroy') printer.aside('Nothing was deleted; --yes does it.\n');
    if (plan.refusals.length > 0) return EXIT.findings;
    return options.detailedExitcode && plan.steps.length > 0 ? EXIT.pending : EXIT.good;
  }
  if (options.format === 'text') show();
  if (plan.refusals.length > 0) {
    if (options.format !== 'text') show();
    return EXIT.findings;
  }
  const result = await applyPlan(plan, open.target, {
    folder: open.folder,
    ...(options.concurrency !== undefined && { concurrency: options.concurrency }),
    onStep: (step, outcome, message) => {
      const tail = message === undefined ? '' : `: ${neutralLine(message)}`;
      printer.aside(`${outcome}  ${step.action} ${step.type} ${neutralLine(step.title)}${tail}\n`);
    },
  });
  return showResult(plan, result, options, printer);
}

async function planOf(part: Part, open: OpenDeployment, options: DeployOptions, cwd: string): Promise<Plan> {
  const { target, desired, settings, folder } = open;
  const { deployment } = settings;
  if (part === 'rollback') return makeRollback(target, folder);
  if (options.resume) {
    const run = folder.lastRun();
    if (!run || run.finished) throw new DeployError('No run was cut off.');
    return run.plan;
  }
  if (part === 'apply' && options.planFile !== undefined) return readPlan(resolve(cwd, options.planFile), deployment);
  const live = await readLive(target);
  if (part === 'destroy') return makePlan(target, [], live, { deployment, prune: true, kind: 'destroy' });
  const plan = makePlan(target, desired, live, {
    deployment,
    ...(options.adopt && { adopt: true }),
    ...(options.prune && { prune: true }),
  });
  return options.queryCheck !== false && target.check ? target.check(plan) : plan;
}

function readPlan(path: string, deployment: string): Plan {
  let plan: Plan;
  try {
    plan = JSON.parse(readFileSync(path, 'utf8')) as Plan;
  } catch {
    throw new DeployError(`"${path}" holds no plan.`);
  }
  if (!Array.isArray(plan.steps) || !Array.isArray(plan.refusals)) throw new DeployError(`"${path}" holds no plan.`);
  if (plan.deployment !== deployment) throw new DeployError(`The plan is of the deployment "${plan.deployment}".`);
  return plan;
}

function showResult(plan: Plan, result: ApplyResult, options: DeployOptions, printer: Printer): ExitCode {
  const brief = ({ action, type, key, title }: Plan['steps'][number]) => ({ action, type, key, title });
  if (options.format === 'json') {
    const failed = result.failed.map(({ step, message }) => ({ ...brief(step), message }));
    const body = { plan: plan.id, done: result.done.map(brief), failed, left: result.left.map(brief) };
    printer.result(`${JSON.stringify(body, null, 2)}\n`);
  } else if (options.format === 'markdown') printer.result(planMarkdown(plan));
  const { done, failed, left } = result;
  printer.aside(`${done.length} done, ${failed.length} failed, ${left.length} left (${planSummary(plan)})\n`);
  if (failed.length + left.length === 0) return EXIT.good;
  printer.complaint('Finish it with "deploy apply --resume", or undo it with "deploy rollback".\n');
  return EXIT.findings;
}

async function showStatus(open: OpenDeployment, options: DeployOptions, printer: Printer): Promise<ExitCode> {
  const { target, settings, desired, folder } = open;
  const status = compareStatus(target.place, settings.deployment, desired, await readLive(target), folder.applied());
  if (options.format === 'json') printer.result(`${JSON.stringify(status, null, 2)}\n`);
  else if (options.format === 'markdown') printer.result(statusMarkdown(status));
  else printer.result(statusText(status, printer.colors));
  const drifted = status.objects.some(({ state }) => state !== 'equal');
  return options.detailedExitcode && drifted ? EXIT.pending : EXIT.good;
}
