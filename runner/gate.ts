import type { YieldPoint } from '#shared/contracts/execution-events.js';
import { type AgentMessage, answerTexts, type Hook, toolResultIds } from './agent-message.js';
import type { HookName } from './claude-command.js';

const YIELD_POINTS: Partial<Record<HookName, YieldPoint>> = {
  PreToolUse: 'before_tools',
  PostToolBatch: 'after_tools',
  Stop: 'after_answer',
};

/**
 * Holds the agent by not answering a hook. It is declared held only when what came before the yield point stands in the
 * mirrored conversation (before tools: when the answer has been received whole), so that a lost container costs nothing.
 */
export class Gate {
  private closed = false;
  private readonly waiting: Hook[] = [];
  private declared: YieldPoint | undefined;
  private answering = false;
  private mirroredResults = new Set<string>();
  private mirroredAnswer = '';

  constructor(
    private readonly answer: (requestId: string) => void,
    private readonly onHeld: (yieldPoint: YieldPoint) => void,
  ) {}

  get held(): YieldPoint | undefined {
    return this.declared;
  }

  /** Holds the agent at its next yield point. */
  close(): void {
    this.closed = true;
  }

  /** Lets the agent go on; true when it was held. */
  open(): boolean {
    this.closed = false;
    const wasHeld = this.declared !== undefined;
    this.declared = undefined;
    for (const hook of this.waiting.splice(0)) this.answerHook(hook);
    return wasHeld;
  }

  observe(message: AgentMessage): void {
    this.note(message);
    this.declareIfSettled();
  }

  private note(message: AgentMessage): void {
    switch (message.type) {
      case 'hook':
        this.onHook(message.hook);
        return;
      case 'hook_cancelled':
        this.forget(message.requestId);
        return;
      case 'mirrored':
        for (const id of toolResultIds(message.entries)) this.mirroredResults.add(id);
        this.mirroredAnswer = answerTexts(message.entries).at(-1) ?? this.mirroredAnswer;
        return;
      case 'answer_began':
      case 'answer_ended':
        this.answering = message.type === 'answer_began';
        return;
      case 'result':
        return;
    }
  }

  private onHook(hook: Hook): void {
    if (this.closed && YIELD_POINTS[hook.name] !== undefined) this.waiting.push(hook);
    else this.answerHook(hook);
  }

  private answerHook(hook: Hook): void {
    if (hook.name === 'PostToolBatch') this.mirroredResults = new Set();
    this.answer(hook.requestId);
  }

  private forget(requestId: string): void {
    const index = this.waiting.findIndex((hook) => hook.requestId === requestId);
    if (index !== -1) this.waiting.splice(index, 1);
    if (this.waiting.length === 0) this.declared = undefined;
  }

  private declareIfSettled(): void {
    const [hook] = this.waiting;
    if (hook === undefined || this.declared !== undefined || !this.isSettled(hook)) return;
    const yieldPoint = YIELD_POINTS[hook.name];
    if (yieldPoint === undefined) return;
    this.declared = yieldPoint;
    this.onHeld(yieldPoint);
  }

  private isSettled(hook: Hook): boolean {
    switch (hook.name) {
      case 'PostToolBatch':
        return hook.toolUseIds.every((id) => this.mirroredResults.has(id));
      case 'Stop':
        return this.mirroredAnswer.trim() === hook.answer.trim();
      case 'PreToolUse':
      case 'PostToolUse':
      case 'PostToolUseFailure':
        return !this.answering;
    }
  }
}
