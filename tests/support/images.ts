import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { imageName, type ImageName } from '../../infra/setup/images.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The image that the stack runs, for testcontainers; `npm test` builds it beforehand. */
export const testImage = (name: ImageName): string => imageName(name, root, env);
