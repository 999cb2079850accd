import { answer, bash, say } from '../reply.js';
import { done, numberArgument, type Script } from '../script.js';

/** `[[s=parallel n=2]]`: several tool calls in one answer. */
export const parallel: Script = (cue) => {
  if (cue.turn > 0) return done(cue);
  const calls = Array.from({ length: numberArgument(cue, 'n', 2) }, (_, index) =>
    bash(`echo call ${index + 1}`, `Call ${index + 1}`),
  );
  return answer([say('Several at once.'), ...calls]);
};
