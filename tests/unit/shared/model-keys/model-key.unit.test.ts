import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ModelKeyClaims } from '#shared/contracts/model-key.js';
import { signModelKey, verifyModelKey } from '#shared/model-keys/model-key.js';

const secret = 'a-secret-of-at-least-32-characters';
const claims: ModelKeyClaims = {
  executionId: 'exe-0123456789abcdefghij',
  phaseId: 'discovery',
  sessionId: '0199f2a0-0000-7000-8000-000000000001',
  models: ['sonnet'],
  maxOutputTokens: 1000,
};

describe('model key', () => {
  it('gives back the claims that were signed', () => {
    expect(verifyModelKey(signModelKey(claims, secret), secret)).toEqual(claims);
  });

  it('is the same for the same claims', () => {
    expect(signModelKey(claims, secret)).toBe(signModelKey({ ...claims }, secret));
  });

  it('can stand in a header and in an environment variable', () => {
    expect(signModelKey(claims, secret)).toMatch(/^sk-ant-syn-[\w-]+\.[\w-]{43}$/);
  });

  it('is refused when it was signed with another secret', () => {
    expect(verifyModelKey(signModelKey(claims, 'x'.repeat(32)), secret)).toBeUndefined();
  });

  it('is refused with any one character changed', () => {
    const key = signModelKey(claims, secret);
    fc.assert(
      fc.property(fc.nat(key.length - 2), fc.constantFrom('A', 'b', '0', '-', '.'), (at, other) => {
        // The last character carries two unused bits, so its neighbours in the alphabet mean the same bytes.
        fc.pre(key[at] !== other);
        const changed = key.slice(0, at) + other + key.slice(at + 1);
        expect(verifyModelKey(changed, secret)).toBeUndefined();
      }),
    );
  });

  it('is refused when foreign claims are put before a valid signature', () => {
    const signature = signModelKey(claims, secret).split('.')[1] ?? '';
    const forged = Buffer.from(JSON.stringify({ ...claims, maxOutputTokens: 1e9 }));
    const key = `sk-ant-syn-${forged.toString('base64url')}.${signature}`;
    expect(verifyModelKey(key, secret)).toBeUndefined();
  });

  it('is refused when the signed claims are not of this shape', () => {
    const odd = { ...claims, admin: true } as ModelKeyClaims;
    expect(verifyModelKey(signModelKey(odd, secret), secret)).toBeUndefined();
  });

  it.each([
    '',
    'sk-ant-api03-real',
    'sk-ant-syn-',
    'sk-ant-syn-.',
    'sk-ant-syn-e30.',
    'sk-ant-syn-e30.e30',
  ])('is refused when it is %j', (key) => {
    expect(verifyModelKey(key, secret)).toBeUndefined();
  });
});
