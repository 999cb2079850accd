import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { PARTS, type Part } from './parts.js';

/** CommonJS packages inside an ES module bundle look for `require`. */
const REQUIRE_BANNER =
  "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);";

/**
 * Bundles every program whose entry is there into `<outDir>/<name>.mjs`. Source maps are made for
 * `dist/`, where the files end up.
 */
export async function bundlePrograms(root: string, outDir: string): Promise<void> {
  const present = PARTS.filter(({ entry }) => existsSync(join(root, entry)));
  await Promise.all(
    present.map(async (part) => {
      const { outputFiles } = await build(optionsOf(part, root));
      for (const { path, contents } of outputFiles) {
        await writeFile(join(outDir, basename(path)), contents);
      }
    }),
  );
}

const optionsOf = (part: Part, root: string) =>
  ({
    absWorkingDir: root,
    entryPoints: [part.entry],
    outfile: join(root, 'dist', `${part.name}.mjs`),
    write: false,
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
  }) satisfies BuildOptions;
