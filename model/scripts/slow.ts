import { answer, bash, say } from '../reply.js';
import { done, numberArgument, type Script } from '../script.js';

/** As long as one delta of the stream, so that `words` counts the pauses. */
const WORD = 'onwards ';

/** `[[s=slow words=100 ms=100]]`: an answer that takes its time. */
export const slow: Script = (cue) =>
  answer([say(WORD.repeat(numberArgument(cue, 'words', 100)))], {
    manner: { deltaMs: numberArgument(cue, 'ms', 100) },
  });

/** `[[s=slowtool words=20 ms=100]]`: slow text first, then a tool. */
export const slowTool: Script = (cue) => {
  if (cue.turn > 0) return done(cue);
  return answer(
    [say(WORD.repeat(numberArgument(cue, 'words', 20))), bash('echo slow', 'Say slow')],
    { manner: { deltaMs: numberArgument(cue, 'ms', 100) } },
  );
};

/** `[[s=toolfirst words=30 ms=100]]`: a tool, and text that still streams while it runs. */
export const toolFirst: Script = (cue) => {
  if (cue.turn > 0) return done(cue);
  return answer(
    [bash('echo first', 'Say first'), say(WORD.repeat(numberArgument(cue, 'words', 30)))],
    { manner: { deltaMs: numberArgument(cue, 'ms', 100) } },
  );
};
