/**
 * `firedrill deploy` for Sentinel, from a checkout: `tsx scripts/deploy-sentinel.ts plan|apply|status|rollback|destroy [options]`.
 */
import { main } from '../src/cli/main.ts';

const [part = 'plan', ...options] = process.argv.slice(2);
process.exitCode = await main(['deploy', part, '--target', 'sentinel', ...options]);
