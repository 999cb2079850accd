import { fileURLToPath } from 'node:url';
import { buildDistribution } from './build-distribution.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const startedAt = performance.now();
const built = await buildDistribution(root);
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
process.stdout.write(built ? `dist/ built in ${seconds} s\n` : 'dist/ is up to date\n');
