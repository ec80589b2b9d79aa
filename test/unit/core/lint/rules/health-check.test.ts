import {expect} from 'chai'
import {deployment, env, foundBy, secret} from '../../../../support/lint-connectors.ts'

type Json = Record<string, unknown>
const found = (container: Json, variables: Record<string, string> = {}): string[] => foundBy('baton/health-check', [secret(), deployment({container: {env: env(variables), ...container}})])
const live = {livenessProbe: {exec: {command: ['/baton-shop', 'health-check', '--endpoint=live']}}}
const ready = {readinessProbe: {httpGet: {path: '/ready', port: 8081}}}

describe('baton/health-check', () => {
  it('finds probes of a health server that is off, once', () => {
    expect(found(live)).to.deep.equal(['error at livenessProbe: The livenessProbe asks the health server, which is off: set BATON_HEALTH_CHECK to "true".'])
    expect(found({...live, ...ready}, {BATON_HEALTH_CHECK: 'false'})).to.deep.equal(['error at livenessProbe: The livenessProbe and readinessProbe ask the health server, which is off: make BATON_HEALTH_CHECK "true".'])
  })

  it('is less sure when a Secret that is not among the files may turn it on, and silent when arguments may', () => {
    expect(foundBy('baton/health-check', [deployment({container: live})])).to.deep.equal(['warning at livenessProbe: The livenessProbe asks the health server, which nothing here turns on: set BATON_HEALTH_CHECK to "true".'])
    expect(found({...live, args: ['--health-check']})).to.deep.equal([])
  })

  it('warns of a port and an address of a server that is off', () => {
    expect(found({ports: [{containerPort: 8081}]}, {BATON_HEALTH_CHECK_BIND_ADDRESS: '0.0.0.0'})).to.deep.equal([
      'warning at BATON_HEALTH_CHECK_BIND_ADDRESS: BATON_HEALTH_CHECK_BIND_ADDRESS is of the health server, which is off: set BATON_HEALTH_CHECK to "true", or leave it out.',
      'warning at 8081: Port 8081 is of the health server, which is off: set BATON_HEALTH_CHECK to "true", or leave it out.',
    ])
    expect(found({ports: [{containerPort: 9000}]}, {BATON_HEALTH_CHECK_PORT: '9000'})).to.have.length(2)
    expect(foundBy('baton/health-check', [secret({BATON_HEALTH_CHECK_PORT: '9000'}), deployment()])).to.deep.equal(['warning at BATON_HEALTH_CHECK_PORT: BATON_HEALTH_CHECK_PORT is of the health server, which is off: set BATON_HEALTH_CHECK to "true", or leave it out.'])
  })

  it('is silent when it is on, when nothing asks for it, and about commands of one\'s own', () => {
    expect(found({...live, ...ready, ports: [{containerPort: 8081}]}, {BATON_HEALTH_CHECK: 'true', BATON_HEALTH_CHECK_PORT: '8081'})).to.deep.equal([])
    expect(found({ports: [{containerPort: 8080}]})).to.deep.equal([])
    expect(found({livenessProbe: {exec: {command: ['/bin/true']}}})).to.deep.equal([])
  })
})
