import { type Command, InvalidArgumentError, Option } from 'commander';
import { ENGINE_NAMES, type EngineName } from '../../live/engine.ts';
import type { Shift } from '../../live/live-runner.ts';

export interface EngineOptions {
  readonly engine: EngineName;
  readonly environment?: string;
}

/** A live service that a command cannot do without. */
export const withEngineOptions = (command: Command): Command =>
  command
    .addOption(new Option('--engine <name>', 'the live service').choices(ENGINE_NAMES).makeOptionMandatory())
    .addOption(environmentOption());

export const environmentOption = (): Option =>
  new Option('--environment <name>', 'an overlay of "deploy.environments": which live service');

export interface ShiftOptions {
  readonly shift: Shift;
}

/** Moving events on a live service. */
export const shiftOption = (): Option =>
  new Option('--shift <when>', 'move events on a live service to the present; auto: when the query asks for the time')
    .choices(['auto', 'always', 'never'])
    .default('auto');

/** How far back to look: `30d`. */
export const sinceOption = (usual: string): Option =>
  new Option('--since <duration>', 'how far back: 30d, 12h')
    .argParser(durationOption)
    .default(durationOption(usual), usual);

const UNITS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400, w: 604_800 };

/** `30d`, `12h`: seconds. */
function durationOption(text: string): number {
  const match = /^(\d{1,6})([mhdw])$/.exec(text);
  const seconds = match ? Number(match[1]) * (UNITS[match[2] as string] as number) : 0;
  if (seconds === 0) throw new InvalidArgumentError('Write it as 30d, 12h or 90m.');
  return seconds;
}
