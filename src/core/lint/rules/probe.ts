import {list, map} from '../../values/maps.ts'
import {conductoroneImage, healthServer, probesOf, type Probe, type Setting} from '../health.ts'
import type {Report, Rule} from '../rule.ts'
import {imageParts, type Deployed} from '../set.ts'

const isLoopback = (address: string): boolean => /^(?:127\.\d+\.\d+\.\d+|localhost|\[?::1\]?)$/i.test(address.trim())
/** What the health server answers to. */
const endpoints = ['/live', '/ready', '/health']

/** The number of the port that a probe asks; undefined when it is a name that the container does not give. */
function portOf({container}: Deployed, port: unknown): number | undefined {
  if (typeof port === 'number') return port
  if (typeof port === 'string' && /^\d+$/.test(port)) return Number(port)
  const named = list(container.ports).find((one) => one.name === port)?.containerPort
  return typeof named === 'number' ? named : undefined
}

const aboutHealth = 'It calls the app each time, so that an app that is away for a while makes Kubernetes restart the connector'

function checkExec(deployed: Deployed, {field, path, exec}: Probe, report: Report): void {
  const {manifest, image, connector} = deployed
  const [program, ...words] = exec ?? []
  const {name} = imageParts(image)
  if (program === undefined) return
  const at = {manifest, path: [...path, 'exec', 'command', 0]}
  const entrypoint = `/${name}`
  // Only of the images of ConductorOne is it known what is in them.
  if (program !== entrypoint && conductoroneImage(image)) {
    const isHealth = words[0] === 'health-check'
    const looksLikeIt = /^\/?baton[\w-]*$/.test(program) && connector?.image === name
    report(at, `The ${field} runs ${program}, but the image has no program besides ${entrypoint}, not even a shell: run ${entrypoint} health-check --endpoint=${field === 'readinessProbe' ? 'ready' : 'live'}.`, isHealth && looksLikeIt ? {kind: 'value', path: at.path, to: entrypoint} : undefined)
  }
  const asked = words.findIndex((one) => one === '--endpoint=health')
  if (field === 'livenessProbe' && words[0] === 'health-check' && asked >= 0) {
    const where = [...path, 'exec', 'command', asked + 1]
    report({manifest, path: where}, `The livenessProbe asks for health. ${aboutHealth}: ask for live.`, {kind: 'value', path: where, to: '--endpoint=live'}, 'warning')
  }
}

function checkNetwork(deployed: Deployed, {field, path, handler}: Probe & {handler: 'httpGet' | 'tcpSocket' | 'grpc'}, report: Report): void {
  const {manifest, container, pod} = deployed
  const of = map(map(container[field])[handler])
  const at = {manifest, path: [...path, handler], part: 'key' as const}
  const command = conductoroneImage(deployed.image) ? `exec with /${imageParts(deployed.image).name} health-check` : 'exec with the connector\'s health-check command'
  if (handler === 'grpc') return report(at, `The ${field} speaks gRPC, and the health server speaks HTTP alone: use ${command}.`)
  const [port, address] = [healthServer.port(deployed), healthServer.address(deployed)]
  const doubt = ({certain}: Setting): {words: string; severity: 'warning' | undefined} => (certain === 'likely' ? {words: ', as far as can be seen here', severity: 'warning'} : {words: '', severity: undefined})
  // With the network of its node, a probe that is told to ask 127.0.0.1 finds the server.
  const asksItself = pod.hostNetwork === true && typeof of.host === 'string' && isLoopback(of.host)
  if (address.value !== undefined && isLoopback(address.value) && !asksItself) {
    const {words, severity} = doubt(address)
    report(at, `The ${field} comes from outside of the pod, and the health server listens on ${address.value} alone${words}: use ${command}, or set BATON_HEALTH_CHECK_BIND_ADDRESS to 0.0.0.0.`, undefined, severity)
  }
  const asked = portOf(deployed, of.port)
  if (asked !== undefined && port.value !== undefined && /^\d+$/.test(port.value) && asked !== Number(port.value)) {
    const {words, severity} = doubt(port)
    report({manifest, path: [...path, handler, 'port']}, `The ${field} asks port ${asked}, and the health server listens on ${port.value}${words} (BATON_HEALTH_CHECK_PORT).`, undefined, severity)
  }
  if (handler !== 'httpGet') return
  const place = [...path, handler, 'path']
  const asks = typeof of.path === 'string' && of.path !== '' ? of.path : '/'
  if (field === 'livenessProbe' && asks === '/health') report({manifest, path: place}, `The livenessProbe asks for /health. ${aboutHealth}: ask for /live.`, {kind: 'value', path: place, to: '/live'}, 'warning')
  else if (!endpoints.includes(asks)) report({manifest, path: place}, `The health server answers to ${endpoints.join(', ')}, not to ${asks}: the ${field} would fail.`)
}

export const probe: Rule = {
  id: 'baton/probe', severity: 'error', title: 'A probe cannot reach the health server',
  why: 'The health server listens on 127.0.0.1, where the kubelet does not reach it, and the images have no program but the connector itself. A probe that cannot succeed has the pod restarted again and again. A warning means that something not seen here may set it right, or that the probe asks the app too.',
  wrong: 'livenessProbe:\n  httpGet: {path: /live, port: 8081}', right: 'livenessProbe:\n  exec: {command: [/baton-asana, health-check, --endpoint=live]}',
  check({deployed}, report) {
    for (const one of deployed) {
      for (const each of probesOf(one)) {
        const {handler} = each
        if (handler === 'exec') checkExec(one, each, report)
        else checkNetwork(one, {...each, handler}, report)
      }
    }
  },
}
