import { answer, bash, say } from '../reply.js';
import { decodedArgument, done, numberArgument, type Script } from '../script.js';

/** `[[s=loop n=20 cmd=BASE64]]`: one tool call a turn, n times or for ever. */
export const loop: Script = (cue) => {
  if (cue.turn >= numberArgument(cue, 'n', Number.MAX_SAFE_INTEGER)) return done(cue);
  const command = decodedArgument(cue, 'cmd', `echo step ${cue.turn}`);
  return answer([say(`step ${cue.turn}`), bash(command, `Step ${cue.turn}`)]);
};
