import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';

/**
 * Bundles the replayed code into `<outDir>/workflow-bundle.js` and writes beside it which SDK made it:
 * a worker of another version must refuse the bundle.
 */
export async function bundleWorkflows(root: string, outDir: string): Promise<void> {
  const workflowsPath = join(root, 'workflow-defs/index.ts');
  if (!existsSync(workflowsPath)) return;
  const interceptors = join(root, 'workflow-defs/interceptors/index.ts');
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    workflowInterceptorModules: existsSync(interceptors) ? [interceptors] : [],
    webpackConfigHook: (config) => ({ ...config, resolve: { ...config.resolve, extensionAlias } }),
    logger: warningsOnly,
  });
  await writeFile(join(outDir, 'workflow-bundle.js'), code);
  await writeFile(
    join(outDir, 'workflow-bundle.json'),
    `${JSON.stringify({ sdkVersion: await sdkVersion(root) })}\n`,
  );
}

/** Sources import each other as `x.js`, which is what TypeScript's ES modules ask for. */
const extensionAlias = { '.js': ['.ts', '.js'] };

async function sdkVersion(root: string): Promise<string> {
  const file = join(root, 'node_modules/@temporalio/worker/package.json');
  const { version } = JSON.parse(await readFile(file, 'utf8')) as { version: string };
  return version;
}

const silent = (): void => undefined;
const print = (_level: string, message: string): void => {
  process.stderr.write(`workflow bundle: ${message}\n`);
};
const warningsOnly = {
  log: silent,
  trace: silent,
  debug: silent,
  info: silent,
  warn: (message: string) => {
    print('warn', message);
  },
  error: (message: string) => {
    print('error', message);
  },
};
