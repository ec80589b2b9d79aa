import {expect} from 'chai'
import {deployment, env, fixedLines, foundBy, secret} from '../../../../support/lint-connectors.ts'

type Json = Record<string, unknown>
const on = {BATON_HEALTH_CHECK: 'true'}
const of = (container: Json, variables: Record<string, string> = on, more: Parameters<typeof deployment>[0] = {}): Json[] => [secret(), deployment({container: {env: env(variables), ...container}, ...more})]
const found = (...given: Parameters<typeof of>): string[] => foundBy('baton/probe', of(...given))
const reachable = {...on, BATON_HEALTH_CHECK_BIND_ADDRESS: '0.0.0.0'}
const exec = (...command: string[]): Json => ({exec: {command}})

describe('baton/probe', () => {
  it('finds probes from outside of a server that listens on loopback', () => {
    const words = (field: string): string => `The ${field} comes from outside of the pod, and the health server listens on 127.0.0.1 alone: use exec with /baton-shop health-check, or set BATON_HEALTH_CHECK_BIND_ADDRESS to 0.0.0.0.`
    expect(found({livenessProbe: {httpGet: {path: '/live', port: 8081}}, readinessProbe: {tcpSocket: {port: 8081}}})).to.deep.equal([`error at httpGet: ${words('livenessProbe')}`, `error at tcpSocket: ${words('readinessProbe')}`])
    expect(found({startupProbe: {httpGet: {path: '/ready', port: 8081}}}, {...on, BATON_HEALTH_CHECK_BIND_ADDRESS: 'localhost'})).to.have.length(1)
    expect(found({livenessProbe: {grpc: {port: 8081}}}, reachable)).to.deep.equal(['error at grpc: The livenessProbe speaks gRPC, and the health server speaks HTTP alone: use exec with /baton-shop health-check.'])
  })

  it('is less sure when a Secret that is not among the files may set the address, and silent when arguments may', () => {
    const probe = {livenessProbe: {httpGet: {path: '/live', port: 8081}}}
    expect(foundBy('baton/probe', [deployment({container: {...probe, env: env(on)}})]).map((one) => [one.split(' ')[0], one.includes('as far as can be seen here')])).to.deep.equal([['warning', true]])
    expect(found({...probe, args: ['--health-check-bind-address=0.0.0.0']})).to.deep.equal([])
  })

  it('finds the wrong port, by number and by name', () => {
    const words = (port: number): string => `The livenessProbe asks port ${port}, and the health server listens on 8081 (BATON_HEALTH_CHECK_PORT).`
    expect(found({livenessProbe: {httpGet: {path: '/live', port: 8080}}}, reachable)).to.deep.equal([`error at 8080: ${words(8080)}`])
    expect(found({ports: [{name: 'health', containerPort: 9000}], livenessProbe: {httpGet: {path: '/live', port: 'health'}}}, reachable)).to.deep.equal([`error at health: ${words(9000)}`])
    expect(found({livenessProbe: {httpGet: {path: '/live', port: 9000}}}, {...reachable, BATON_HEALTH_CHECK_PORT: '9000'})).to.deep.equal([])
  })

  it('finds paths that the server does not know, and a liveness probe that asks the app', () => {
    expect(found({readinessProbe: {httpGet: {path: '/healthz', port: 8081}}}, reachable)).to.deep.equal(['error at /healthz: The health server answers to /live, /ready, /health, not to /healthz: the readinessProbe would fail.'])
    const probe = {livenessProbe: {httpGet: {path: '/health', port: 8081}}}
    expect(found(probe, reachable)).to.deep.equal(['warning at /health: The livenessProbe asks for /health. It calls the app each time, so that an app that is away for a while makes Kubernetes restart the connector: ask for /live.'])
    expect(fixedLines(of(probe, reachable))).to.deep.equal(['path: "/live"'])
    const command = {livenessProbe: exec('/baton-shop', 'health-check', '--endpoint=health')}
    expect(found(command).map((one) => one.slice(0, 33))).to.deep.equal(['warning at "--endpoint=health": T'])
    expect(fixedLines(of(command))).to.deep.equal(['- "--endpoint=live"'])
    expect(found({readinessProbe: exec('/baton-shop', 'health-check', '--endpoint=health')})).to.deep.equal([])
  })

  it('finds a command that the image does not have, and puts the program right where it is the health check that is meant', () => {
    const words = (program: string): string => `error at ${program}: The livenessProbe runs ${program}, but the image has no program besides /baton-shop, not even a shell: run /baton-shop health-check --endpoint=live.`
    for (const program of ['/baton-forge', 'baton-shop']) {
      const container = {livenessProbe: exec(program, 'health-check', '--endpoint=live')}
      expect(found(container)).to.deep.equal([words(program)])
      expect(fixedLines(of(container))).to.deep.equal(['- "/baton-shop"'])
    }
    const shell = {livenessProbe: exec('sh', '-c', 'wget -q localhost:8081/live')}
    expect(found(shell)).to.deep.equal([words('sh')])
    expect(fixedLines(of(shell))).to.deep.equal([])
    expect(found({...shell, image: 'registry.acme.com/baton-shop:1'})).to.deep.equal([])
  })

  it('is silent about probes that work', () => {
    expect(found({livenessProbe: exec('/baton-shop', 'health-check', '--endpoint=live'), readinessProbe: exec('/baton-shop', 'health-check', '--endpoint=ready')})).to.deep.equal([])
    expect(found({livenessProbe: {httpGet: {path: '/live', port: 8081}}, readinessProbe: {tcpSocket: {port: 8081}}}, reachable)).to.deep.equal([])
    expect(found({livenessProbe: {httpGet: {path: '/live', port: 8081, host: '127.0.0.1'}}}, on, {pod: {hostNetwork: true}})).to.deep.equal([])
  })
})
