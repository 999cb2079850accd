import { describe, expect, it } from '@jest/globals';
import { buildRemedy } from '../../../infra/setup/build-image.js';

describe('the remedy for a failed build', () => {
  it.each([
    ['write /x: no space left on device', 'The disk is full'],
    ['SSL: CERTIFICATE_VERIFY_FAILED', 'A certificate was refused'],
    ['tls: failed to verify certificate: x509: certificate signed by unknown', 'A certificate'],
    [
      'code UNABLE_TO_GET_ISSUER_CERT_LOCALLY\nunable to get local issuer certificate',
      'A certificate',
    ],
    [
      'Setting up ca-certificates (2025)\nerror: incomplete-download',
      'Most often a download failed',
    ],
  ])('for "%s" begins "%s"', (output, remedy) => {
    expect(buildRemedy(output, 'a.log')).toContain(remedy);
  });
});
