import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ModelKeyClaims } from '#shared/contracts/model-key.js';
import type { AgentSpec } from '#shared/contracts/runner-protocol.js';
import {
  agentArguments,
  agentEnvironment,
  type Beginning,
  controlLine,
  conversationFile,
  type HookName,
  hookAnswerLine,
  initializeLine,
  openingMessage,
  userLine,
} from '../../runner/claude-command.js';
import { claudeBinary } from './claude-binary.js';
import { phaseKey } from './gateway-stack.js';
import { until } from './until.js';

export type Message = Readonly<Record<string, unknown>>;
export type Hook = { readonly name: HookName; readonly requestId: string };

export type AgentOptions = {
  readonly gatewayUrl: string;
  readonly prompt: string;
  readonly folder: AgentFolder;
  readonly sessionId?: string;
  readonly maxTurns?: number;
  readonly claims?: Partial<ModelKeyClaims>;
  readonly beginning?: Beginning;
  /** Where the conversation to resume lies. */
  readonly conversation?: string;
  readonly holdAt?: HookName;
  /** Leaves the first line to the test. */
  readonly waitWithInitialize?: boolean;
};

/** The agent's home and workspace, removed at the end. */
export class AgentFolder implements AsyncDisposable {
  private constructor(readonly path: string) {}

  static async create(): Promise<AgentFolder> {
    return new AgentFolder(await mkdtemp(join(tmpdir(), 'claude-contract-')));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The real Claude Code with the product's own command line, spoken to as the runner speaks to it. */
export class ClaudeCode implements AsyncDisposable {
  readonly messages: Message[] = [];
  readonly hooks: Hook[] = [];
  readonly exited: Promise<number | null>;
  private heldAt: HookName | undefined;

  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    readonly sessionId: string,
    holdAt: HookName | undefined,
  ) {
    this.heldAt = holdAt;
    this.exited = once(child, 'exit').then(([code]) => code as number | null);
    child.stdin.on('error', () => undefined);
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.receive(JSON.parse(line) as Message);
    });
  }

  static async start(options: AgentOptions): Promise<ClaudeCode> {
    const spec = specOf(options);
    const beginning = options.beginning ?? 'fresh';
    const child = spawn(await claudeBinary(), argumentsOf(spec, options), {
      cwd: options.folder.path,
      env: {
        ...agentEnvironment(spec, beginning),
        ...{ ANTHROPIC_BASE_URL: options.gatewayUrl, HOME: options.folder.path },
        PATH: '/usr/local/bin:/usr/bin:/bin',
        // It refuses to bypass permissions as root, unless it is told that nothing can be harmed.
        ...(process.getuid?.() === 0 && { IS_SANDBOX: '1' }),
      },
    });
    const agent = new ClaudeCode(child, spec.sessionId, options.holdAt);
    if (options.waitWithInitialize !== true) agent.initialize();
    const opening = openingMessage(spec, beginning);
    if (opening !== undefined) agent.write(opening);
    return agent;
  }

  initialize(): void {
    this.write(initializeLine());
  }

  say(text: string): void {
    this.write(userLine(text));
  }

  interrupt(): void {
    this.write(controlLine(randomUUID(), { subtype: 'interrupt' }));
  }

  /** Lets the agent go on, and holds it no more. */
  release(): void {
    this.heldAt = undefined;
    const last = this.hooks.at(-1);
    if (last !== undefined) this.write(hookAnswerLine(last.requestId));
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  ofType(type: string, subtype?: string): Message[] {
    return this.messages.filter(
      (message) => message.type === type && (subtype === undefined || message.subtype === subtype),
    );
  }

  /** The n-th result, counted from 1. */
  async result(n = 1): Promise<Message> {
    await until(() => this.ofType('result').length >= n || this.child.exitCode !== null);
    return this.ofType('result')[n - 1] ?? { missing: 'the agent ended without a result' };
  }

  async hook(name: HookName): Promise<void> {
    await until(() => this.hooks.some((hook) => hook.name === name));
  }

  /** Closes its stdin; gives the exit code. */
  async end(): Promise<number | null> {
    this.child.stdin.end();
    return await this.exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.exited;
  }

  private receive(message: Message): void {
    this.messages.push(message);
    if (message.type !== 'control_request') return;
    const request = message.request as { readonly callback_id: HookName };
    const requestId = String(message.request_id);
    this.hooks.push({ name: request.callback_id, requestId });
    if (request.callback_id !== this.heldAt) this.write(hookAnswerLine(requestId));
  }

  private write(line: string): void {
    this.child.stdin.write(`${line}\n`);
  }
}

function specOf(options: AgentOptions): AgentSpec {
  const sessionId = options.sessionId ?? randomUUID();
  return {
    ...{ sessionId, phaseId: 'discovery', model: 'sonnet', prompt: options.prompt },
    ...{ instructions: 'Work in this folder.', allowedTools: ['Bash', 'Read', 'Write'] },
    ...{ maxTurns: options.maxTurns ?? 50, timeoutMs: 60_000 },
    apiKey: phaseKey({ sessionId, ...options.claims }),
  };
}

function argumentsOf(spec: AgentSpec, { beginning, conversation }: AgentOptions): string[] {
  const named = agentArguments(spec, beginning ?? 'fresh');
  const standard = conversationFile(spec.sessionId);
  return named.map((argument) => (argument === standard ? (conversation ?? argument) : argument));
}
