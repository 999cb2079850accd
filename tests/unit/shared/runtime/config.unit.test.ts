import { describe, expect, it } from '@jest/globals';
import {
  ApiConfig,
  GatewayConfig,
  InvalidConfigError,
  loadConfig,
} from '#shared/runtime/config.js';

const api = {
  DATABASE_URL: 'postgres://syn_app:x@db/syntropic',
  OBJECT_STORE_ACCESS_KEY: 'access',
  OBJECT_STORE_SECRET_KEY: 'secret',
  SYN_API_KEY: 'k'.repeat(32),
};

describe('configuration', () => {
  it('fills in the defaults', () => {
    const config = loadConfig(ApiConfig, api);
    expect(config.SYN_API_PORT).toBe(8137);
    expect(config.SYN_API_HOSTS).toEqual(['127.0.0.1', 'localhost', '::1']);
  });

  it('reports every problem at once', () => {
    const load = () =>
      loadConfig(ApiConfig, { ...api, SYN_API_KEY: 'short', SYN_API_PORT: '99999' });
    expect(load).toThrow(InvalidConfigError);
    expect(load).toThrow(/SYN_API_KEY: .*[\s\S]*SYN_API_PORT: /);
  });

  it('takes an empty variable as unset', () => {
    const config = loadConfig(GatewayConfig, {
      DATABASE_URL: api.DATABASE_URL,
      SYN_KEY_SECRET: 's'.repeat(32),
      ANTHROPIC_API_KEY: '',
      SYN_MODEL_URL: '',
    });
    expect(config.ANTHROPIC_API_KEY).toBeUndefined();
    expect(config.SYN_MODEL_URL).toBe('http://model:8140');
  });
});
