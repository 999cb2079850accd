import { answer, say } from '../reply.js';
import { done, type Script } from '../script.js';

/** `[[s=think]]`: a thinking block before the text. */
export const think: Script = (cue) => {
  if (cue.turn > 0) return done(cue);
  const thinking = 'The question is simple, so the answer may be short.';
  return answer([{ type: 'thinking', thinking, signature: 'c2ln' }, say('Thought about it.')]);
};
