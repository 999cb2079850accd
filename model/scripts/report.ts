import { answer, bash, type Reply, say, useTool } from '../reply.js';
import type { Cue, Script } from '../script.js';
import { Facts } from './facts.js';
import { counted, factSections, share } from './markdown.js';
import { writeFile } from './write-file.js';

/** `[[s=report from=discovery]]`: reads what the survey of an earlier phase left, and writes the report. */
export const report: Script = (cue) => {
  const from = `inputs/${cue.arguments.from ?? 'discovery'}`;
  if (cue.turn === 0) return openInputs(from);
  const facts = readFacts(cue);
  if (facts === undefined) return noFacts(from);
  switch (cue.turn) {
    case 1:
      return checkSurvey(facts, from);
    case 2:
      return answer([
        say('The figures hold. I write the report.'),
        writeFile(cue, `${facts.path}/artifacts/output.md`, reportDocument(facts, cue)),
      ]);
    default:
      return answer([say(conclusion(facts))]);
  }
};

function openInputs(from: string): Reply {
  return answer([
    say('I read what the earlier phase found.'),
    bash(
      `mkdir -p artifacts && rm -f artifacts/output.md && command find inputs -type f | sort`,
      'List the inputs',
    ),
    bash(`cat '${from}/facts.json'`, 'Read the facts'),
  ]);
}

/** Reads the survey itself, and measures its largest file again: a report should not rest on one reading. */
function checkSurvey(facts: Facts, from: string): Reply {
  const largest = facts.largest[0]?.path ?? '.';
  const quoted = `'${largest.replaceAll("'", String.raw`'\''`)}'`;
  return answer([
    useTool('Read', { file_path: `${facts.path}/${from}/survey.md` }),
    bash(`stat -c 'checked	%s' ${quoted}`, 'Measure the largest file again'),
  ]);
}

function noFacts(from: string): Reply {
  return answer([
    say(`There is no readable facts.json in ${from}, so there is nothing to report.`),
  ]);
}

function readFacts({ results }: Cue): Facts | undefined {
  for (const { text } of results) {
    if (!text.trimStart().startsWith('{')) continue;
    const facts = Facts.safeParse(parseJson(text));
    if (facts.success) return facts.data;
  }
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reportDocument(facts: Facts, { results }: Cue): string {
  const measured = /^checked\t(\d+)$/m.exec(results.map(({ text }) => text).join('\n'))?.[1];
  return [
    `# Report on ${facts.path}`,
    conclusion(facts),
    `## Observations\n\n${observations(facts, measured)
      .map((line) => `- ${line}`)
      .join('\n')}`,
    factSections(facts),
    '## How this was made',
    'The figures were computed in the workspace by the tools of the agent. The sentences around them come from the scripted stand-in model; with a key of a real model they are its own.\n',
  ].join('\n\n');
}

function conclusion({ files, lines, languages, marks }: Facts): string {
  const main = languages[0];
  const mostly = main && ` ${share(main.lines, lines)} of them are ${main.language}.`;
  return `The folder holds ${counted(files, 'file')} with ${counted(lines, 'line')} of text.${mostly ?? ''} ${counted(marks, 'line')} carry a mark of open work.`;
}

function observations(facts: Facts, measured: string | undefined): string[] {
  const [largest] = facts.largest;
  const [last] = facts.recent;
  const average = facts.textFiles === 0 ? 0 : Math.round(facts.lines / facts.textFiles);
  const marksPerThousand = facts.lines === 0 ? 0 : (1000 * facts.marks) / facts.lines;
  return [
    `A text file has ${counted(average, 'line')} on average.`,
    `There are ${marksPerThousand.toFixed(2)} open marks in a thousand lines.`,
    ...(largest && measured !== undefined
      ? [
          `Measured again, the largest file \`${largest.path}\` has ${counted(Number(measured), 'byte')}.`,
        ]
      : []),
    ...(last ? [`The last change is of ${last.date}, by ${last.author}: ${last.subject}.`] : []),
  ];
}
