import { answer, bash, say } from '../reply.js';
import { done, type Script } from '../script.js';

/** `[[s=tool]]`: two tools one after the other, each leaving a file in `artifacts/`. */
export const tool: Script = (cue) => {
  switch (cue.turn) {
    case 0:
      return answer([
        say('I will write the first file.'),
        bash('mkdir -p artifacts && echo hi > artifacts/out.md && pwd', 'Write out.md'),
      ]);
    case 1:
      return answer([bash("printf '# two\\n' > artifacts/two.md", 'Write two.md')]);
    case 2:
      return answer([say('The files out.md and two.md are written.')]);
    default:
      return done(cue);
  }
};
