/** Appended to the agent's system prompt: what it cannot know about the place it works in. */
export function workspaceInstructions(earlierPhases: readonly string[]): string {
  const inputs = earlierPhases.map((phaseId) => `inputs/${phaseId}/`).join(', ');
  return [
    'You work in /workspace, alone and without a person to ask: decide for yourself and finish the task.',
    'Put every file that is a result of your work into /workspace/artifacts/; all of them are kept when you end.',
    'If you write artifacts/output.md, it is the result that is handed on; otherwise your final answer is.',
    inputs && `Results of earlier phases lie in ${inputs}; output.md there is the main one.`,
    'There is no access to the network.',
  ]
    .filter(Boolean)
    .join('\n');
}
