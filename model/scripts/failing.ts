import { answer, bash, say } from '../reply.js';
import { done, numberArgument, type Cue, type Script } from '../script.js';

const PARTIAL = say('partial '.repeat(20));

const failsAgain = (cue: Cue): boolean =>
  cue.earlierAttempts < numberArgument(cue, 'times', Number.MAX_SAFE_INTEGER);

/** `[[s=err status=529 times=3 at=0 retry_after=2]]`: turn `at` is refused so many times; tools before it. */
export const err: Script = (cue) => {
  const at = numberArgument(cue, 'at', 0);
  if (cue.turn < at) return answer([bash(`echo before ${cue.turn}`, 'Before the error')]);
  if (cue.turn > at || !failsAgain(cue)) return done(cue);
  const status = numberArgument(cue, 'status', 500);
  const retryAfterSeconds = numberArgument(cue, 'retry_after', 0);
  return {
    kind: 'refused',
    status,
    message: `scripted ${status}, attempt ${cue.earlierAttempts + 1}`,
    ...(retryAfterSeconds > 0 && { retryAfterSeconds }),
  };
};

/** `[[s=sseerr type=overloaded_error after=4 times=1]]`: an error event inside the stream. */
export const sseErr: Script = (cue) => {
  if (cue.turn > 0 || !failsAgain(cue)) return done(cue);
  const afterEvents = numberArgument(cue, 'after', 4);
  const errorType = cue.arguments.type ?? 'overloaded_error';
  return answer([PARTIAL], { manner: { breakOff: { afterEvents, by: 'error', errorType } } });
};

/** `[[s=cut after=6 times=1 tool=1]]`: the connection breaks in the middle of the stream. */
export const cut: Script = (cue) => {
  if (cue.turn > 0 || !failsAgain(cue)) return done(cue);
  const afterEvents = numberArgument(cue, 'after', 6);
  const tool = cue.arguments.tool === undefined ? [] : [bash('echo cut', 'Never whole')];
  return answer([PARTIAL, ...tool], { manner: { breakOff: { afterEvents, by: 'cut' } } });
};

/** `[[s=hangmid after=6]]`: the stream falls silent and stays open. */
export const hangMid: Script = (cue) =>
  answer([PARTIAL], {
    manner: { breakOff: { afterEvents: numberArgument(cue, 'after', 6), by: 'hang' } },
  });

/** `[[s=hang]]`: accepts the request and never answers. */
export const hang: Script = () => ({ kind: 'silence' });
