/**
 * The parts of undici that send a request, also through a proxy. Its index brings fetch, web sockets and caches besides, and takes 40 ms to load; these take 16.
 */
export async function loadUndici() {
  const [{default: Dispatcher}, {default: EnvHttpProxyAgent}, {default: request}, {default: connect}] = await Promise.all([
    import('undici/lib/dispatcher/dispatcher.js'),
    import('undici/lib/dispatcher/env-http-proxy-agent.js'),
    import('undici/lib/api/api-request.js'),
    import('undici/lib/api/api-connect.js'),
  ])
  // As the index does: a dispatcher has these as methods, and the one for proxies calls them.
  Object.assign(Dispatcher.prototype, {request, connect})
  return {EnvHttpProxyAgent}
}
