import { detectionTests } from 'firedrill/vitest';

await detectionTests();
