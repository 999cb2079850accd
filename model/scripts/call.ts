import { z } from 'zod';
import { answer, type Reply, useTool } from '../reply.js';
import { decodedArgument, done, type Script } from '../script.js';

const ToolInput = z.record(z.string(), z.unknown());

/** `[[s=read path=/workspace/file]]`: reads one file. */
export const read: Script = (cue) =>
  cue.turn > 0
    ? done(cue)
    : answer([useTool('Read', { file_path: cue.arguments.path ?? '/workspace/README.md' })]);

/** `[[s=call tool=NAME input=BASE64-JSON]]`: any tool with any input. */
export const call: Script = (cue) => {
  if (cue.turn > 0) return done(cue);
  const input = ToolInput.safeParse(parseJson(decodedArgument(cue, 'input', '{}')));
  if (!input.success) return badInput();
  return answer([useTool(cue.arguments.tool ?? 'Bash', input.data)]);
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function badInput(): Reply {
  const message = 'the script call wants input=<base64 of a JSON object>';
  return { kind: 'refused', status: 400, message };
}
