import { answer, bash, say } from '../reply.js';
import type { Script } from '../script.js';

const LOOK = String.raw`printf 'path\t%s\n' "$PWD"
printf 'entries\t%s\n' "$(command ls -A | wc -l)"
command ls -Ap | head -n 20
git log -n 3 --oneline 2>/dev/null || echo 'no git history here'`;

/** Without a marker: looks around once, then says what it saw, so that every workflow runs without a model. */
export const look: Script = (cue) => {
  if (cue.turn === 0 && cue.tools.has('Bash')) {
    return answer([say('I look around first.'), bash(LOOK, 'Look at the workspace')]);
  }
  return answer([say(whatWasSeen(cue.results.map(({ text }) => text).join('\n')))]);
};

function whatWasSeen(seen: string): string {
  const path = /^path\t(.+)$/m.exec(seen)?.[1];
  const honest = 'I am the scripted stand-in for a model, so I cannot do the task itself.';
  if (path === undefined) return honest;
  const entries = /^entries\t\s*(\d+)$/m.exec(seen)?.[1] ?? 'some';
  const rest = seen.split('\n').filter((line) => !/^(path|entries)\t/.test(line));
  return `${honest} I looked at ${path}, which has ${entries} entries:\n\n${rest.join('\n').trim()}`;
}
