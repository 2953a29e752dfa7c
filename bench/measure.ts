import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What one run of a process took. */
export interface Run {
  /** Seconds. */
  readonly wall: number;
  /** Seconds of user and system time, of all threads. */
  readonly cpu: number;
  /** Highest resident size in megabytes. */
  readonly peakMb: number;
  readonly output: string;
}

export interface Command {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly cwd?: string;
}

const SAMPLE_MS = 4;

/** Runs a command to its end; a shell around it tells its processor time. */
export async function measure({ program, arguments: args, cwd }: Command): Promise<Run> {
  const script = 'TIMEFORMAT="%U %S"; { time "$0" "$@" 2>/dev/null; } 2>&3';
  const started = performance.now();
  const shell = spawn('bash', ['-c', script, program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    ...(cwd !== undefined && { cwd }),
  });
  let output = '';
  let times = '';
  let peak = 0;
  shell.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    if (output.length < 1 << 20) output += chunk;
  });
  shell.stdio[3]?.on('data', (chunk: Buffer) => {
    times += chunk.toString();
  });
  const sampler = setInterval(() => {
    peak = Math.max(peak, ...descendants(shell.pid ?? 0).map(peakOf));
  }, SAMPLE_MS);
  const code = await new Promise<number | null>((resolve) => shell.on('close', resolve));
  const wall = (performance.now() - started) / 1000;
  clearInterval(sampler);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}.`);
  const [user = 0, system = 0] = times.trim().split(' ').map(Number);
  return { wall, cpu: user + system, peakMb: peak / 1024, output };
}

function descendants(pid: number): readonly number[] {
  const children = read(`/proc/${pid}/task/${pid}/children`).trim();
  return children === '' ? [] : children.split(' ').flatMap((child) => [Number(child), ...descendants(Number(child))]);
}

const peakOf = (pid: number): number => Number(/VmHWM:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Medians of the runs of each command; all commands run once, then all again, so that a busy machine slows all alike. */
export async function interleaved<Name extends string>(
  commands: Readonly<Record<Name, Command>>,
  runs: number,
): Promise<Readonly<Record<Name, Run>>> {
  const names = Object.keys(commands) as Name[];
  const found = new Map<Name, Run[]>(names.map((name) => [name, []]));
  for (let run = 0; run < runs; run += 1) {
    for (const name of names) found.get(name)?.push(await measure(commands[name]));
  }
  const entries = [...found].map(([name, list]) => [
    name,
    {
      wall: median(list.map(({ wall }) => wall)),
      cpu: median(list.map(({ cpu }) => cpu)),
      peakMb: Math.max(...list.map(({ peakMb }) => peakMb)),
      output: list[0]?.output ?? '',
    },
  ]);
  return Object.fromEntries(entries) as Record<Name, Run>;
}
