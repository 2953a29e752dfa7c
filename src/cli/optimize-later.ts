import { setFlagsFromString } from 'node:v8';

/**
 * V8's flag, by its major version, that says how long a function runs before the optimising compiler takes it. As V8 is set up,
 * a run of a second or two over much code compiles for a third of its time what ends soon after (`docs/decisions/0078`). Later
 * versions, not named here, compile with Maglev first, where the flag gains nothing.
 */
const FLAG_OF_V8: Readonly<Record<string, string>> = {
  11: '--interrupt-budget=300000',
  12: '--invocation-count-for-turbofan=20000',
};

/** The flag for the V8 that runs this; undefined where none helps. */
export const optimizeLaterFlag = (): string | undefined => FLAG_OF_V8[process.versions.v8.split('.', 1)[0] as string];

/** Has functions run longer before they are optimised: most commands run much code, each part of it briefly. */
export function optimizeLater(): void {
  const flag = optimizeLaterFlag();
  if (flag !== undefined) setFlagsFromString(flag);
}
