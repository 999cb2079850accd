import { createHash } from 'node:crypto';
import { hashInputs } from '../build/hash-inputs.js';
import type { Environment } from './site.js';

/** How an image is made. `inputs` are what goes into it besides its own folder, relative to the clone. */
export type ImageRecipe = {
  readonly inputs: readonly string[];
  readonly from: 'debian' | 'node';
};

const recipes = {
  minio: { from: 'debian', inputs: [] },
  timescaledb: { from: 'debian', inputs: [] },
  temporal: { from: 'debian', inputs: [] },
  envoy: { from: 'debian', inputs: [] },
  node: { from: 'debian', inputs: [] },
  workspace: { from: 'node', inputs: ['dist/runner.mjs'] },
  platform: {
    from: 'node',
    inputs: ['package.json', 'package-lock.json', 'dist', 'infra/migrations'],
  },
} as const satisfies Record<string, ImageRecipe>;

export type ImageName = keyof typeof recipes;

export const IMAGE_NAMES = Object.keys(recipes) as readonly ImageName[];

export const imageRecipe = (name: ImageName): ImageRecipe => recipes[name];

export const imageFolder = (name: ImageName): string => `infra/images/${name}`;

/** The variable that replaces an image by a published one, as SYN_IMAGE_TIMESCALEDB. */
export const imageVariable = (name: ImageName): string => `SYN_IMAGE_${name.toUpperCase()}`;

/** An image that the environment names is used as it is and never built. */
export const isReplaced = (name: ImageName, env: Environment): boolean =>
  Boolean(env[imageVariable(name)]);

/** The image to run: what the environment names, else ours, tagged with the hash of all it is built from. */
export const imageName = (name: ImageName, root: string, env: Environment): string =>
  isReplaced(name, env)
    ? String(env[imageVariable(name)])
    : `syntropic/${name}:${inputHash(name, root, env)}`;

function inputHash(name: ImageName, root: string, env: Environment): string {
  const { from, inputs } = imageRecipe(name);
  const base = from === 'node' ? imageName('node', root, env) : '';
  const files = hashInputs(root, [imageFolder(name), ...inputs]);
  return createHash('sha256').update(`${base}\0${files}`).digest('hex').slice(0, 12);
}
