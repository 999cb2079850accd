import { type Reply, answer, say } from './reply.js';
import type { Scene } from './scene.js';

/** One call of a script: the scene, and how often this very turn was asked before this call. */
export type Cue = Scene & { readonly earlierAttempts: number };

/** A scripted conversation: from where it stands to the model's next answer. */
export type Script = (cue: Cue) => Reply;

export function done({ script, turn }: Scene): Reply {
  return answer([say(`Done. Turn ${turn} of the script ${script}.`)]);
}

/** A whole number from the marker, or the fallback where it is missing or none. */
export function numberArgument(scene: Scene, name: string, fallback: number): number {
  const value = Number(scene.arguments[name] ?? Number.NaN);
  return Number.isSafeInteger(value) && value >= 0 ? value : fallback;
}

/** A base64 value of the marker: commands and JSON have characters that the marker cannot hold. */
export function decodedArgument(scene: Scene, name: string, fallback: string): string {
  const value = scene.arguments[name];
  return value === undefined ? fallback : Buffer.from(value, 'base64').toString('utf8');
}
