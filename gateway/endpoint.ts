import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import type { GatewayConfig } from '#shared/runtime/config.js';

const PROVIDER_URL = 'https://api.anthropic.com';

type EndpointSettings = Pick<
  GatewayConfig,
  'ANTHROPIC_API_KEY' | 'ANTHROPIC_BASE_URL' | 'SYN_MODEL_URL'
>;

export type Endpoint = {
  readonly kind: 'custom' | 'provider' | 'stand-in';
  readonly baseUrl: string;
};

/** A named endpoint comes first, then the provider's own where there is a key, then the stand-in. */
export function chooseEndpoint(config: EndpointSettings): Endpoint {
  if (config.ANTHROPIC_BASE_URL !== undefined) {
    return { kind: 'custom', baseUrl: config.ANTHROPIC_BASE_URL };
  }
  if (config.ANTHROPIC_API_KEY !== undefined) return { kind: 'provider', baseUrl: PROVIDER_URL };
  return { kind: 'stand-in', baseUrl: config.SYN_MODEL_URL };
}

/** The way out: by the proxy of the environment, which cannot know the name of the stand-in. */
export function dispatcherFor({ kind }: Endpoint): Dispatcher {
  return kind === 'stand-in' ? new Agent() : new EnvHttpProxyAgent();
}
