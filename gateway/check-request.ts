import { type ContentBlock, MessagesRequest } from '#shared/contracts/messages-api.js';
import { Refusal } from './refusal.js';

/** Tools that the agent runs itself, beside its own (which have no type). */
const CLIENT_TOOL = /^(custom|bash_|text_editor_|computer_|memory_)/;

/** Top-level fields by which the provider would act outside this conversation. */
const HOSTED_FIELDS = ['mcp_servers', 'container'];

/**
 * Parses a request and refuses what the provider would fetch or run in the agent's place: hosted tools, MCP servers
 * and content by URL would be a way out past the workspace's egress.
 */
export function checkRequest(raw: Buffer): MessagesRequest {
  const request = parse(raw);
  for (const field of HOSTED_FIELDS) {
    if (field in request) throw hosted(field);
  }
  for (const { type } of request.tools ?? []) {
    if (type !== undefined && !CLIENT_TOOL.test(type)) throw hosted(`tool ${type}`);
  }
  for (const { content } of request.messages) {
    if (typeof content !== 'string') content.forEach(refuseRemoteSource);
  }
  return request;
}

function parse(raw: Buffer): MessagesRequest {
  const parsed = MessagesRequest.safeParse(parseJson(raw));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue === undefined ? '' : `: ${issue.path.join('.')} ${issue.message}`;
  throw new Refusal(400, `the body is not a request of the Messages API${place}`);
}

function parseJson(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8'));
  } catch (error) {
    throw new Refusal(400, 'the body is not JSON', { cause: error });
  }
}

function refuseRemoteSource(block: ContentBlock): void {
  const { source, content } = block as { source?: { type?: unknown } | null; content?: unknown };
  const kind = source?.type;
  if (kind === 'url' || kind === 'file') throw hosted(`content by ${kind}`);
  if (Array.isArray(content)) (content as ContentBlock[]).forEach(refuseRemoteSource);
}

const hosted = (what: string): Refusal =>
  new Refusal(400, `${what} is not available here: agents act inside their workspace only`);
