import { answer, bash, type Reply, say } from '../reply.js';
import type { Script } from '../script.js';
import { type Facts, parseFacts } from './facts.js';
import { count, counted, factSections } from './markdown.js';
import { COMMITS, INVENTORY, LARGEST, MARKS } from './survey-commands.js';
import { writeFile } from './write-file.js';

/**
 * `[[s=survey]]`: measures the workspace with real tools, and leaves `artifacts/survey.md` and `artifacts/facts.json`.
 * Nothing is known beforehand: each figure is read from the results that the agent sent back.
 */
export const survey: Script = (cue) => {
  if (cue.turn === 0) return takeInventory();
  if (cue.turn === 1) return lookCloser();
  const facts = parseFacts(cue.results.map(({ text }) => text).join('\n'));
  const path = (name: string) => `${facts.path}/artifacts/${name}`;
  switch (cue.turn) {
    case 2:
      return answer([
        say('I have all figures. I write the survey.'),
        writeFile(cue, path('survey.md'), surveyDocument(facts)),
      ]);
    case 3:
      return answer([writeFile(cue, path('facts.json'), `${JSON.stringify(facts, null, 2)}\n`)]);
    default:
      return answer([say(summary(facts))]);
  }
};

function takeInventory(): Reply {
  return answer([
    say('I start with an inventory: which files there are, and in which languages.'),
    bash(INVENTORY, 'Count files and lines by language'),
  ]);
}

function lookCloser(): Reply {
  return answer([
    say('Now the largest files, the recent commits and the marks of open work.'),
    bash(LARGEST, 'Find the largest files'),
    bash(COMMITS, 'Read the recent commits'),
    bash(MARKS, 'Find open marks'),
  ]);
}

function surveyDocument(facts: Facts): string {
  const scope = `${counted(facts.files, 'file')}, ${counted(facts.textFiles, 'text file')} with ${counted(facts.lines, 'line')}.`;
  return `# Survey of ${facts.path}\n\n${scope}\n\n${factSections(facts)}\n`;
}

function summary(facts: Facts): string {
  const languages = facts.languages
    .slice(0, 3)
    .map(({ language, lines }) => `${language} (${counted(lines, 'line')})`);
  const [largest] = facts.largest;
  const [last] = facts.recent;
  return [
    `I surveyed ${facts.path}: ${counted(facts.files, 'file')}, of which ${count(facts.textFiles)} are text with ${counted(facts.lines, 'line')}.`,
    languages.length > 0 && `The main languages are ${languages.join(', ')}.`,
    largest && `The largest file is ${largest.path} (${counted(largest.bytes, 'byte')}).`,
    last && `The last of ${counted(facts.commits, 'commit')} is ${last.hash}: ${last.subject}.`,
    `${counted(facts.marks, 'line')} carry a mark of open work.`,
    'The details are in survey.md and facts.json.',
  ]
    .filter((sentence) => typeof sentence === 'string')
    .join(' ');
}
