import { answer, say } from '../reply.js';
import { done, numberArgument, type Script } from '../script.js';

/** `[[s=none]]`: an answer at once, without tools. */
export const none: Script = (cue) => done(cue);

/** `[[s=wait s=5]]`: so many seconds of silence, then an answer. */
export const wait: Script = (cue) =>
  answer([say('Waited.')], { manner: { silentMs: numberArgument(cue, 's', 1) * 1000 } });

/** `[[s=pinghold s=30]]`: so many seconds of nothing but pings, then an answer. */
export const pingHold: Script = (cue) =>
  answer([say('Held.')], { manner: { pingsMs: numberArgument(cue, 's', 10) * 1000 } });

/** `[[s=huge kb=5000]]`: a very long answer. */
export const huge: Script = (cue) => {
  const line = `${'x'.repeat(99)}\n`;
  return answer([say(line.repeat(numberArgument(cue, 'kb', 5000) * 10))]);
};

/** `[[s=maxtok]]`: cut by the model's own limit of output tokens. */
export const maxTokens: Script = () =>
  answer([say('This answer ends because')], { stopReason: 'max_tokens' });

/** `[[s=refusal]]`: the model refuses. */
export const refusal: Script = () => answer([say('')], { stopReason: 'refusal' });

/** `[[s=empty]]`: an answer without content. */
export const empty: Script = () => answer([]);
