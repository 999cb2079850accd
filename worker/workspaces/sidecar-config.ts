import { PRIVATE_RANGES } from './private-ranges.js';

/** Where a workspace may go. */
export type SidecarPolicy = {
  /** `host:port` of the gateway; undefined in the setup, which has no model. */
  readonly gateway?: string;
  /** Hosts of the forward proxy: none, or every public one and by name some private ones. */
  readonly egress: 'none' | { readonly privateHosts: readonly string[] };
};

type Json = Record<string, unknown>;

const TYPE = 'type.googleapis.com/envoy';
const HTTP_FILTERS = `${TYPE}.extensions.filters.http`;
const SOCKETS = '/run/egress';
const DNS_CACHE = { name: 'egress', dns_lookup_family: 'V4_PREFERRED' };
const DENIAL = 'egress to this host is not allowed for this workspace\n';

/** Envoy's bootstrap configuration. It holds no secret and has no admin listener. */
export function sidecarConfig(policy: SidecarPolicy): Json {
  const { gateway } = policy;
  return {
    node: { id: 'sidecar', cluster: 'sidecar' },
    static_resources: {
      listeners: [...(gateway === undefined ? [] : [modelListener()]), egressListener(policy)],
      clusters: [...(gateway === undefined ? [] : [gatewayCluster(gateway)]), egressCluster()],
    },
  };
}

/** Two paths, nothing else of the gateway. A held model call is kept alive by pings, so only silence ends it. */
function modelListener(): Json {
  const route = { cluster: 'gateway', timeout: '0s', idle_timeout: '600s' };
  const routes = ['/v1/messages', '/v1/messages/count_tokens'].map((path) => ({
    match: { path },
    route,
  }));
  return listener('model', {
    normalize_path: true,
    route_config: { virtual_hosts: [{ name: 'model', domains: ['*'], routes }] },
    http_filters: [router()],
  });
}

function egressListener({ egress }: SidecarPolicy): Json {
  return listener('egress', {
    upgrade_configs: [{ upgrade_type: 'CONNECT' }],
    access_log: [denialLog()],
    route_config: { virtual_hosts: egress === 'none' ? [denied()] : allowed(egress.privateHosts) },
    http_filters: [forwardProxy(), refusePrivateAddresses(), router()],
  });
}

function listener(name: string, connectionManager: Json): Json {
  return {
    name,
    // Any uid of the workspace may connect; the volume is read-only there, so none can replace the socket.
    address: { pipe: { path: `${SOCKETS}/${name}.sock`, mode: 0o777 } },
    filter_chains: [
      {
        filters: [
          filter('envoy.filters.network.http_connection_manager', {
            '@type': `${TYPE}.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager`,
            stat_prefix: name,
            ...connectionManager,
          }),
        ],
      },
    ],
  };
}

function denied(): Json {
  const direct_response = { status: 403, body: { inline_string: DENIAL } };
  const routes = [{ connect_matcher: {} }, { prefix: '/' }].map((match) => ({
    match,
    direct_response,
  }));
  return { name: 'denied', domains: ['*'], routes };
}

function allowed(privateHosts: readonly string[]): Json[] {
  const open = { '@type': `${HTTP_FILTERS}.rbac.v3.RBACPerRoute` };
  const exempt = privateHosts.map((host) => ({
    ...forwarded(`private-${host}`, [host, `${host}:*`]),
    typed_per_filter_config: { 'envoy.filters.http.rbac': open },
  }));
  return [...exempt, forwarded('public', ['*'])];
}

function forwarded(name: string, domains: readonly string[]): Json {
  const connect = { upgrade_configs: [{ upgrade_type: 'CONNECT', connect_config: {} }] };
  const routes = [
    { match: { connect_matcher: {} }, route: { cluster: 'egress', timeout: '0s', ...connect } },
    { match: { prefix: '/' }, route: { cluster: 'egress', timeout: '0s' } },
  ];
  return { name, domains, routes };
}

function forwardProxy(): Json {
  return filter('envoy.filters.http.dynamic_forward_proxy', {
    '@type': `${HTTP_FILTERS}.dynamic_forward_proxy.v3.FilterConfig`,
    dns_cache_config: DNS_CACHE,
    // The address that the next filter judges is the one that is connected to: no second resolution in between.
    save_upstream_address: true,
  });
}

function refusePrivateAddresses(): Json {
  const permissions = PRIVATE_RANGES.map(([address_prefix, prefix_len]) => ({
    matcher: filter('envoy.rbac.matchers.upstream_ip_port', {
      '@type': `${TYPE}.extensions.rbac.matchers.upstream_ip_port.v3.UpstreamIpPortMatcher`,
      upstream_ip: { address_prefix, prefix_len },
    }),
  }));
  const policies = { private_address: { permissions, principals: [{ any: true }] } };
  return filter('envoy.filters.http.rbac', {
    '@type': `${HTTP_FILTERS}.rbac.v3.RBAC`,
    rules: { action: 'DENY', policies },
  });
}

/** One JSON line for each request that was refused here; read by collect-denials.ts. */
function denialLog(): Json {
  const status = { value: { default_value: 403, runtime_key: 'unused' } };
  return {
    ...filter('envoy.access_loggers.stdout', {
      '@type': `${TYPE}.extensions.access_loggers.stream.v3.StdoutAccessLog`,
      log_format: {
        json_format: {
          time: '%START_TIME(%Y-%m-%dT%H:%M:%S.%3fZ)%',
          method: '%REQ(:METHOD)%',
          authority: '%REQ(:AUTHORITY)%',
          reason: '%RESPONSE_CODE_DETAILS%',
        },
      },
    }),
    filter: { status_code_filter: { comparison: { op: 'EQ', ...status } } },
  };
}

const router = (): Json =>
  filter('envoy.filters.http.router', { '@type': `${HTTP_FILTERS}.router.v3.Router` });

function gatewayCluster(address: string): Json {
  const [host = '', port = ''] = address.split(':');
  const socket_address = { address: host, port_value: Number(port) };
  const endpoints = [{ lb_endpoints: [{ endpoint: { address: { socket_address } } }] }];
  return {
    name: 'gateway',
    type: 'STRICT_DNS',
    connect_timeout: '5s',
    load_assignment: { cluster_name: 'gateway', endpoints },
  };
}

function egressCluster(): Json {
  return {
    name: 'egress',
    lb_policy: 'CLUSTER_PROVIDED',
    connect_timeout: '10s',
    cluster_type: filter('envoy.clusters.dynamic_forward_proxy', {
      '@type': `${TYPE}.extensions.clusters.dynamic_forward_proxy.v3.ClusterConfig`,
      dns_cache_config: DNS_CACHE,
    }),
  };
}

function filter(name: string, typed_config: Json): Json {
  return { name, typed_config };
}
