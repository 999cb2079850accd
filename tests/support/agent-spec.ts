import type { AgentSpec } from '#shared/contracts/runner-protocol.js';

export function agentSpec(sessionId: string, prompt: string): AgentSpec {
  return {
    phaseId: 'only',
    sessionId,
    model: 'sonnet',
    prompt,
    instructions: 'Write what you make to artifacts/.',
    allowedTools: ['Bash', 'Read', 'Write'],
    maxTurns: 20,
    timeoutMs: 60_000,
    apiKey: 'sk-ant-syn-test',
  };
}

/** A prompt that lets the stand-in run one shell command in the workspace. */
export const shell = (command: string): string =>
  `Run it. [[s=sh cmd=${Buffer.from(command).toString('base64')}]]`;
