import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {cp, mkdir, readdir, readFile, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {c1ctl, inTemporaryDirectory} from '../support/cli.ts'
import {sampleEnvironment, sampleProject, writeTree} from '../support/project.ts'

const env = sampleEnvironment
const targets = `targets:
  kustomize: {secrets: existing}
  argocd: {repository: "https://git.example.com/acme/deploy.git"}
  flux: {repository: "ssh://git@git.example.com/acme/deploy.git"}
`
const environments = 'environments:\n  production: {namespace: production}\n  staging: {targets: {argocd: null}}\n'
const project = (more: string) => sampleProject(['asana'], more)

async function tree(root: string): Promise<Record<string, string>> {
  const names = (await readdir(root, {recursive: true, withFileTypes: true})).filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name)).sort()
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name.slice(root.length + 1), await readFile(name, 'utf8')])))
}

/** Works in a directory that git would take for a repository, whether git is there or not. */
const inRepository = (work: (cwd: string) => Promise<void>) =>
  inTemporaryDirectory(async (home) => {
    const cwd = join(home, 'repository')
    await mkdir(cwd)
    try {
      execFileSync('git', ['init', '-q', cwd], {stdio: 'pipe'})
    } catch {
      await mkdir(join(cwd, '.git'))
    }
    await work(cwd)
  })

describe('render for Argo CD and Flux', () => {
  it('writes the objects of each environment beside what they deliver, and says which Secrets git does not have', () =>
    inRepository(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': project(targets + environments)})
      const ran = await c1ctl(['render', '--out', 'deploy'], {cwd, env})
      expect(ran.status, ran.stderr).to.equal(0)
      expect(Object.keys(await tree(join(cwd, 'deploy'))).filter((path) => /argocd|flux/.test(path))).to.deep.equal(['argocd/production/application.yaml', 'flux/production/flux.yaml', 'flux/staging/flux.yaml'])
      expect(await readFile(join(cwd, 'deploy/argocd/production/application.yaml'), 'utf8')).to.contain('path: deploy/kustomize/overlays/production\n')
      expect(ran.stderr.split('\n').filter((line) => /^ {2}/.test(line))).to.deep.equal([
        '  c1ctl apply --secrets-only --environment production', '    production/baton-asana-secrets',
        '  c1ctl apply --secrets-only --environment staging', '    conductorone/baton-asana-secrets',
      ])
      expect(ran.stderr).to.not.contain('`c1ctl apply` sends')
      for (const [path, content] of Object.entries(await tree(join(cwd, 'deploy')))) for (const value of Object.values(env)) expect(content, path).to.not.contain(value)
    }))

  it('gives the same bytes wherever the repository lies, and finds nothing to change', () =>
    inRepository(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': project(targets + environments)})
      await c1ctl(['render', '--out', 'deploy'], {cwd, env})
      const before = await tree(join(cwd, 'deploy'))
      const other = join(cwd, '../elsewhere/deeper')
      await cp(cwd, other, {recursive: true})
      await rm(join(other, 'deploy'), {recursive: true})
      const below = join(other, 'deploy')
      await mkdir(below)
      const ran = await c1ctl(['render', '--out', '.', '--project', '..'], {cwd: below, env: {...env, TZ: 'Pacific/Auckland', LC_ALL: 'tr_TR.UTF-8'}})
      expect(ran.status, ran.stderr).to.equal(0)
      await rm(join(below, '.home'), {recursive: true, force: true})
      expect(await tree(below)).to.deep.equal(before)
      expect((await c1ctl(['render', '--out', 'deploy', '--check'], {cwd, env})).status).to.equal(0)
    }))

  it('removes the objects of an environment that is gone', () =>
    inRepository(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': project(targets + environments)})
      await c1ctl(['render', '--out', 'deploy'], {cwd, env})
      await writeTree(cwd, {'c1ctl.yaml': project(`${targets}environments:\n  staging: {}\n`)})
      const ran = await c1ctl(['render', '--out', 'deploy', '--json'], {cwd, env})
      expect(ran.json.data.removed).to.include.members(['deploy/argocd/production/application.yaml', 'deploy/flux/production/flux.yaml'])
      expect(await readdir(join(cwd, 'deploy/argocd'))).to.deep.equal(['staging'])
    }))

  it('follows settings that an environment has of its own', () =>
    inRepository(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': project(`${targets}environments:\n  eu: {targets: {argocd: {revision: release, destination: {name: eu}}}}\n  us: {}\n`)})
      await c1ctl(['render', '--out', 'deploy'], {cwd, env})
      const [eu, us] = await Promise.all(['eu', 'us'].map((name) => readFile(join(cwd, `deploy/argocd/${name}/application.yaml`), 'utf8')))
      expect(eu).to.contain('targetRevision: release\n').and.to.contain('    name: eu\n')
      expect(us).to.contain('targetRevision: HEAD\n').and.to.contain('server: https://kubernetes.default.svc\n')
    }))

  it('says where to say what is missing, and writes nothing', () =>
    inRepository(async (cwd) => {
      for (const [words, settings, what, next] of [
        [[], 'targets:\n  kustomize: {}\n  argocd: {repository: "https://git.example.com/a"}\n', 'kustomize would make Secrets of files that git does not have', 'secrets: existing'],
        [['--target', 'argocd'], targets, 'not rendered now', 'targets.argocd.path'],
        [['--target', 'manifests,flux'], '', 'targets.flux is missing', 'repository: https://'],
        [['--target', 'manifests,argocd'], targets + environments, 'manifests are of one environment at a time', '--environment'],
        [[], `${targets}environments:\n  Prod_EU: {}\n`, 'cannot name an object of argocd', 'Rename the environment.'],
      ] as const) {
        await writeTree(cwd, {'c1ctl.yaml': project(settings)})
        const ran = await c1ctl(['render', '--out', 'deploy', ...words, '--json'], {cwd, env})
        expect(ran.status, ran.stdout).to.equal(3)
        const problem = ran.json.problems.find((one: {what: string}) => one.what.includes(what))
        expect(problem, ran.stdout).to.not.equal(undefined)
        expect(problem.next.join(' ')).to.contain(next)
        expect(problem.at).to.include({file: 'c1ctl.yaml'})
        expect(await readdir(cwd)).to.not.include('deploy')
      }
    }))

  it('takes no credential into an address, and repeats none', () =>
    inRepository(async (cwd) => {
      for (const target of ['argocd', 'flux']) {
        await writeTree(cwd, {'c1ctl.yaml': project(`targets:\n  kustomize: {secrets: existing}\n  ${target}: {repository: "https://me:hunter2@git.example.com/acme/deploy.git"}\n`)})
        const ran = await c1ctl(['render', '--out', 'deploy', '--json'], {cwd, env})
        expect(ran.status).to.equal(3)
        expect(ran.json.problems[0].what).to.contain(`targets.${target}.repository: expected`)
        expect(ran.stdout + ran.stderr).to.not.contain('hunter2')
        expect(ran.json.problems[0].at.line).to.be.greaterThan(5)
      }
    }))

  it('has no bare shape, and does not offer itself where another target lacks a feature', () =>
    inRepository(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': project(targets)})
      expect((await c1ctl(['render', '--out', 'deploy', '--minimal', '--json'], {cwd, env})).json.problems[0].what).to.contain('kustomize, argocd, flux does not have')
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(['asana'], '    networkPolicy: true\n')})
      const ran = await c1ctl(['render', '--out', 'deploy', '--target', 'docker', '--json'], {cwd, env})
      expect(ran.json.problems[0].next[0]).to.equal('Targets that can: manifests, kustomize, helm, terraform.')
    }))
})
