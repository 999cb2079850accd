import { describe, expect, it } from '@jest/globals';
import { requireAllowedModel } from '../../../gateway/allowed-models.js';
import { checkRequest } from '../../../gateway/check-request.js';
import { requireBudget } from '../../../gateway/output-budget.js';
import { phaseClaims } from '../../support/gateway-stack.js';

const body = (more: object) =>
  Buffer.from(JSON.stringify({ model: 'claude-sonnet-5-5', messages: [], ...more }));
const message = (block: object) => ({ messages: [{ role: 'user', content: [block] }] });

describe('request check', () => {
  it('lets everything else of a request through unchanged', () => {
    const more = {
      thinking: { type: 'adaptive' },
      system: [{ type: 'text', text: 's' }],
      stream: true,
    };
    expect(checkRequest(body(more))).toMatchObject(more);
  });

  it.each([
    [
      'a tool that the provider runs',
      { tools: [{ type: 'web_search_20250305', name: 'web_search' }] },
    ],
    ['MCP servers', { mcp_servers: [{ url: 'https://evil.example' }] }],
    ['a container of the provider', { container: 'c1' }],
    [
      'an image by URL',
      message({ type: 'image', source: { type: 'url', url: 'https://evil.example/?data' } }),
    ],
    ['a stored file', message({ type: 'document', source: { type: 'file', file_id: 'f' } })],
    [
      'an image by URL in the result of a tool',
      message({
        ...{ type: 'tool_result', tool_use_id: 't' },
        content: [{ type: 'image', source: { type: 'url', url: 'https://evil.example' } }],
      }),
    ],
  ])('refuses %s', (_what, more) => {
    expect(() => checkRequest(body(more))).toThrow(/not available here/);
  });

  it('lets tools of the agent and embedded images through', () => {
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: '' } };
    const tools = [
      { name: 'Bash', input_schema: {} },
      { type: 'custom', name: 'Read' },
    ];
    expect(() => checkRequest(body({ tools, ...message(image) }))).not.toThrow();
  });

  it('does not take the input of a tool for content', () => {
    const input = { source: { type: 'url', url: 'x' } };
    const block = { type: 'tool_use', id: 't', name: 'Write', input };
    expect(() => checkRequest(body(message(block)))).not.toThrow();
  });

  it.each(['', 'nonsense', '[]', '{"messages":[]}', '{"model":"m","messages":"x"}'])(
    'refuses %j as no request of the API',
    (text) => {
      expect(() => checkRequest(Buffer.from(text))).toThrow(/the body is not/);
    },
  );
});

describe('allowed models', () => {
  it.each([
    ['claude-sonnet-5-5', ['sonnet']],
    ['claude-fable-5-2', ['haiku', 'fable']],
    ['claude-opus-4-1-20250805', ['claude-opus-4-1-20250805']],
  ])('grants %s where the workflow names %j', (model, models) => {
    expect(() => {
      requireAllowedModel(model, phaseClaims({ models }));
    }).not.toThrow();
  });

  it.each(['claude-opus-5-5', 'sonnet', 'claude-sonnet-5-5-20990101', '', 'constructor'])(
    'refuses %j where the workflow names sonnet',
    (model) => {
      expect(() => {
        requireAllowedModel(model, phaseClaims());
      }).toThrow(/name it in the workflow/);
    },
  );
});

describe('output budget', () => {
  const limited = phaseClaims({ maxOutputTokens: 100 });

  it('refuses with the code that the runner knows', async () => {
    await expect(requireBudget(limited, () => Promise.resolve(100))).rejects.toMatchObject({
      ...{ status: 400, message: expect.stringMatching(/^syn_max_tokens: .* 100 of its 100/) },
    });
  });

  it('lets a phase go on below its limit, and one without a limit without asking', async () => {
    await requireBudget(limited, () => Promise.resolve(99));
    await requireBudget(phaseClaims(), () => Promise.reject(new Error('asked')));
  });

  it('lets the agent try again while the figure cannot be read', async () => {
    const away = () => Promise.reject(new Error('connection refused'));
    await expect(requireBudget(limited, away)).rejects.toMatchObject({ status: 529 });
  });
});
