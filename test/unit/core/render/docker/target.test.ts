import {expect} from 'chai'
import {docker} from '../../../../../src/core/render/docker/target.ts'
import type {Artifact} from '../../../../../src/core/render/types.ts'
import {Secret} from '../../../../../src/core/credentials/secret.ts'
import {ProblemError} from '../../../../../src/core/problems/problem.ts'
import type {Workload} from '../../../../../src/core/workload/types.ts'
import {featureInstances, workloadsOf} from '../../../../support/features.ts'
import {alone} from '../../../../support/render-context.ts'

const render = (workloads: Workload[]): Artifact[] => docker.render(workloads, {...alone, project: {...alone.project, namespace: 'acme'}, settings: {}})
const bare = () => workloadsOf({}).workloads[0]!
const textOf = (artifacts: Artifact[], path: string) => artifacts.find((one) => one.path === path)?.content
const withVariable = (key: string, value: string): Workload => ({...bare(), secretEnvironment: {name: 'baton-app-secrets', entries: [{key, use: 'env', value: new Secret(value)}]}})
const codes = (work: () => unknown): string[] => {
  try {
    work()
    return []
  } catch (error) {
    return (error as ProblemError).problems.map(({code}) => code)
  }
}

describe('the target docker', () => {
  it('says everything that it is said to support', () => {
    const before = JSON.stringify(render([bare()]))
    for (const id of docker.supports) expect(JSON.stringify(render(workloadsOf(featureInstances[id]).workloads)), id).not.to.equal(before)
  })

  it('gives sh and PowerShell the same words of docker', () => {
    const artifacts = render(workloadsOf({...featureInstances['secret-files'], ...featureInstances['ca-bundle']}).workloads)
    const inShell = textOf(artifacts, 'baton-app.sh')!.split('exec docker run')[1]!.split('\n').map((line) => line.replace(/ \\$/, '').trim()).filter((word) => word !== '' && word !== '\\')
    const inPowerShell = /@\(\n([^]*?)\n {4}\)/.exec(textOf(artifacts, 'baton-app.ps1')!)![1]!.split('\n').map((line) => line.trim().replace(/^['"]|['"]$/g, '')).slice(1)
    expect(inPowerShell).to.deep.equal(inShell.map((word) => word.replace('"$user"', '$user')))
    expect(inShell).to.include('--mount=type=bind,source=./baton-app-files/key,target=/etc/baton/key,readonly')
  })

  it('writes values into env files that have but one line, and hands the rest through from a script of the owner', () => {
    const artifacts = render([withVariable('BATON_TOKEN', 'one\ntwo \'$x\'')])
    expect(textOf(artifacts, 'baton-app-secrets.env')).to.equal(undefined)
    expect(textOf(artifacts, 'baton-app-secrets.sh')).to.include(`export BATON_TOKEN='one\ntwo '\\''$x'\\'''\n`)
    expect(textOf(artifacts, 'baton-app-secrets.ps1')).to.include(Buffer.from('one\ntwo \'$x\'').toString('base64'))
    expect(textOf(artifacts, 'baton-app.sh')).to.include('. ./baton-app-secrets.sh\n').and.include('  --env=BATON_TOKEN \\\n')
    for (const one of artifacts.filter(({path}) => path.includes('-secrets.'))) expect(one).to.include({mode: 0o600, secret: true})
    expect(textOf(render([withVariable('BATON_TOKEN', ' "a" #b ')]), 'baton-app-secrets.env')).to.equal('BATON_TOKEN= "a" #b \n')
  })

  it('refuses what no way carries, all of it together: a line break under a name that docker itself may read, a NUL, half a surrogate pair', () => {
    expect(codes(() => render([withVariable('HTTPS_PROXY', 'a\nb'), withVariable('BATON_TOKEN', 'a\0b'), withVariable('BATON_TOKEN', '\ud800')]))).to.deep.equal(['value-not-representable', 'value-not-representable', 'value-not-representable'])
    expect(codes(() => render([withVariable('DOCKER_HOST', 'one line')]))).to.deep.equal([])
  })

  it('refuses limits that an engine does not know', () => {
    expect(codes(() => render([{...bare(), resources: {limits: {'ephemeral-storage': '1Gi'}}}]))).to.deep.equal(['target-unsupported'])
    expect(textOf(render([{...bare(), resources: {limits: {memory: '512Mi', cpu: '250m'}}}]), 'baton-app.sh')).to.include('--memory=536870912 ').and.include('--cpus=0.25 ')
  })

  it('owns every path that it writes, and no other target\'s', () => {
    for (const {path} of render(workloadsOf({...featureInstances['secret-files'], ...featureInstances['config-files'], ...featureInstances['ca-bundle']}).workloads)) expect(docker.owns(path), path).to.equal(true)
    for (const path of ['baton-app.yaml', 'notes.sh', 'baton-app-files', 'baton-app-files/a/b', '.gitignore']) expect(docker.owns(path), path).to.equal(false)
  })
})
