import { Listr, PRESET_TIMER, type ListrTask } from 'listr2';
import { ensureBaseImage } from './base-image.js';
import { buildImage, needsBuild } from './build-image.js';
import { buildPrograms } from './build-programs.js';
import { buildSecrets } from './build-settings.js';
import { checkDisk } from './check-disk.js';
import { checkPorts } from './check-ports.js';
import { ensureDockerPlugins } from './docker-plugins.js';
import { ensureEngine } from './engine.js';
import { IMAGE_NAMES, isReplaced, type ImageName } from './images.js';
import type { Site } from './site.js';
import { prepareStack, startStack, type StackOptions } from './stack.js';
import { extractTemporalCli } from './temporal-cli.js';

/** All images and the build caches of a first run, with room to work; after that only the latter. */
const FIRST_RUN_GIB = 10;
const LATER_RUN_GIB = 2;

/** What can be built at the same time; MinIO's compile is as long as all the others together. */
const LANES: readonly (readonly ImageName[])[] = [
  ['minio'],
  ['node', 'workspace', 'platform'],
  ['timescaledb', 'temporal', 'envoy'],
];

/** Runs steps one after the other and shows them with their times; plain lines where no terminal is. */
export async function runSteps(steps: readonly ListrTask[]): Promise<void> {
  await new Listr([...steps], {
    rendererOptions: { timer: PRESET_TIMER, collapseSubtasks: false, showErrorMessage: false },
    fallbackRendererOptions: { timer: PRESET_TIMER },
  }).run();
}

/** From a bare machine to images that can run, and what tests need besides. */
export const testSteps = (site: Site): ListrTask[] => [
  ...engineSteps(site),
  ...imageSteps(site),
  { title: 'Temporal command line', task: () => extractTemporalCli(site) },
];

/** From a bare machine to a stack that is well. A taken port is found before the long builds. */
export const upSteps = (options: StackOptions): ListrTask[] => [
  ...engineSteps(options.site),
  {
    title: 'Credentials and ports',
    task: async () => {
      const stack = await prepareStack(options);
      await checkPorts(stack.site, stack.installation);
    },
  },
  ...imageSteps(options.site),
  { title: 'Services', task: async () => startStack(await prepareStack(options)) },
];

const engineSteps = (site: Site): ListrTask[] => [
  {
    title: 'Docker engine',
    task: async (_, task) => {
      task.title = `Docker engine ${await ensureEngine(site, show(task))}`;
    },
  },
  { title: 'Compose and buildx', task: (_, task) => ensureDockerPlugins(site, show(task)) },
  { title: 'Disk space', task: async () => checkDisk(site, await neededGib(site)) },
];

const imageSteps = (site: Site): ListrTask[] => [
  {
    title: 'Base image',
    skip: () => IMAGE_NAMES.every((name) => isReplaced(name, site.env)),
    task: (_, task) => ensureBaseImage(site, show(task)),
  },
  { title: 'Programs', task: () => buildPrograms(site) },
  {
    title: 'Images',
    task: async (_, task) => {
      const missing = await missingImages(site);
      if (missing.size === 0) return undefined;
      const secrets = await buildSecrets(site);
      return task.newListr(lanes(site, missing, secrets), { concurrent: true });
    },
  },
];

function lanes(
  site: Site,
  missing: ReadonlySet<ImageName>,
  secrets: readonly string[],
): ListrTask[] {
  const work = LANES.map((names) => names.filter((name) => missing.has(name)));
  return work
    .filter((names) => names.length > 0)
    .map((names) => ({
      title: names.join(', '),
      task: async (_, task) => {
        for (const name of names) {
          task.output = name;
          await buildImage(site, name, secrets);
        }
      },
    }));
}

async function missingImages(site: Site): Promise<ReadonlySet<ImageName>> {
  const checks = IMAGE_NAMES.map(async (name) => ((await needsBuild(site, name)) ? [name] : []));
  return new Set((await Promise.all(checks)).flat());
}

async function neededGib(site: Site): Promise<number> {
  const missing = await missingImages(site);
  return missing.has('minio') || missing.has('node') ? FIRST_RUN_GIB : LATER_RUN_GIB;
}

const show = (task: { output: string }) => (text: string) => {
  task.output = text;
};
