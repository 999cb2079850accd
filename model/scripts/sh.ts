import { answer, bash } from '../reply.js';
import { decodedArgument, done, numberArgument, type Script } from '../script.js';

/** `[[s=sh cmd=BASE64 timeout=MS]]`: runs one command, then ends. */
export const sh: Script = (cue) => {
  if (cue.turn > 0) return done(cue);
  const timeoutMs =
    cue.arguments.timeout === undefined ? undefined : numberArgument(cue, 'timeout', 120_000);
  return answer([bash(decodedArgument(cue, 'cmd', 'true'), 'Run a command', timeoutMs)]);
};
