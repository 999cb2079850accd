import { z } from 'zod';
import { oneLine } from './table.js';

const Input = z.record(z.string(), z.unknown());

/** What a person wants to know of a call: its description or command, the file, the pattern. */
const TELLING = ['description', 'command', 'file_path', 'path', 'pattern', 'query', 'url'];

/** `Bash  Count files by language`, from the tool's name and its input as JSON, which may be cut. */
export function describeToolCall(tool: string, input: unknown, width: number): string {
  return oneLine(`${tool}  ${subject(input)}`, width);
}

function subject(input: unknown): string {
  const fields = typeof input === 'string' ? fieldsOf(input) : (Input.safeParse(input).data ?? {});
  const name = TELLING.find((candidate) => typeof fields[candidate] === 'string');
  return name === undefined ? JSON.stringify(fields) : String(fields[name]);
}

/** Of JSON that was cut, the short texts that are whole. */
function fieldsOf(json: string): Record<string, unknown> {
  const whole = Input.safeParse(parseJson(json)).data;
  if (whole) return whole;
  const texts = json.matchAll(/"(\w+)":\s?("(?:[^"\\]|\\.){0,300}")/g);
  return Object.fromEntries([...texts].map(([, name = '', text = '']) => [name, parseJson(text)]));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
