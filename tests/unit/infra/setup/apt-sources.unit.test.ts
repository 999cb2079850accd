import { describe, expect, it } from '@jest/globals';
import { rewriteSourceLines, rewriteSources } from '../../../../infra/setup/apt-sources.js';

const stanza = (uri: string, suites: string) =>
  `Types: deb\nURIs: ${uri}\nSuites: ${suites}\nComponents: main`;

describe('package sources of another suite', () => {
  it('keep the mirror and drop what third parties publish', () => {
    const text = [
      stanza('http://mirror.example/debian', 'bookworm bookworm-updates'),
      stanza('http://mirror.example/security', 'bookworm-security'),
      stanza('http://vendor.example/apt', 'cloud-sdk-bookworm'),
      stanza('http://vendor.example/node', 'nodistro'),
    ].join('\n\n');
    expect(rewriteSources(text, 'bookworm', 'trixie')).toBe(
      [
        stanza('http://mirror.example/debian', 'trixie trixie-updates'),
        stanza('http://mirror.example/security', 'trixie-security'),
      ].join('\n\n'),
    );
  });

  it('are made from one-line entries too', () => {
    const text = [
      '# the distribution',
      'deb [signed-by=/k.gpg] http://mirror.example/debian bookworm main',
      'deb http://mirror.example/security bookworm-security main',
      'deb-src http://mirror.example/debian bookworm main',
      'deb http://vendor.example/apt stable main',
    ].join('\n');
    expect(rewriteSourceLines(text, 'bookworm', 'trixie')).toBe(
      [
        'deb [signed-by=/k.gpg] http://mirror.example/debian trixie main',
        'deb http://mirror.example/security trixie-security main',
      ].join('\n'),
    );
  });
});
