import { bash, type ToolUseBlock, useTool } from '../reply.js';
import type { Scene } from '../scene.js';

/** Writes a file by the tool for it, or through the shell where the workflow does not allow that tool. */
export function writeFile(scene: Scene, path: string, content: string): ToolUseBlock {
  if (scene.tools.has('Write')) return useTool('Write', { file_path: path, content });
  const encoded = Buffer.from(content).toString('base64');
  return bash(`printf %s '${encoded}' | base64 -d > '${path}'`, `Write ${path}`);
}
