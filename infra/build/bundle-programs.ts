import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { PARTS, type Part } from './parts.js';

/** CommonJS packages inside an ES module bundle look for `require`. */
const REQUIRE_BANNER =
  "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);";

/** Bundles every program whose entry is there into `<outDir>/<name>.mjs`. */
export async function bundlePrograms(root: string, outDir: string): Promise<void> {
  const present = PARTS.filter(({ entry }) => existsSync(join(root, entry)));
  await Promise.all(present.map((part) => build(optionsOf(part, root, outDir))));
}

const optionsOf = (part: Part, root: string, outDir: string): BuildOptions => ({
  absWorkingDir: root,
  entryPoints: [part.entry],
  outfile: join(outDir, `${part.name}.mjs`),
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  // Sources are found by their paths; without their text a bundle is half the size.
  sourcesContent: false,
  logLevel: 'warning',
  ...(part.standalone
    ? { packages: 'bundle', banner: { js: REQUIRE_BANNER } }
    : { packages: 'external' }),
});
