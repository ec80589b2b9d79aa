import {expect} from 'chai'
import {join} from 'node:path'
import {loadCatalog} from '../../src/services/catalog.ts'
import {everyInstance} from './answers.ts'
import {makeProject} from './cluster-project.ts'
import {podViews, type PodView} from './rendered-environment.ts'

/** A render of every connector of the catalog with a target and, to compare with, as manifests. */
export interface RenderedCatalog {
  /** What the target has written. */
  out: string
  /** What the pod of each instance gets, by the name of its Deployment. */
  pods: Map<string, PodView>
}

/**
 * Renders every connector with every auth method, once with what is required and once with every field, as far as the target can: rights in a cluster are
 * no matter of a machine, and that is the only reason to be left out.
 * @param settings of targets, as c1ctl.yaml says them
 */
export async function renderCatalog(directory: string, target: string, settings?: object): Promise<RenderedCatalog> {
  const {catalog} = await loadCatalog({})
  const all = everyInstance(catalog)
  const trial = await makeProject(directory, {namespace: 'any', instances: all})
  const refused = await trial.run(['render', '--out', 'trial', '--target', target, '--json'])
  const unable = new Set(refused.status === 0 ? [] : (refused.json.problems as Array<{code: string; what: string}>).map(({code, what}) => {
    expect(code, what).to.equal('target-unsupported')
    expect(what).to.include('Rights in the cluster')
    return what.split(':')[0]!
  }))
  const instances = Object.fromEntries(Object.entries(all).filter(([name]) => !unable.has(name)))
  expect(Object.keys(instances)).to.have.length.greaterThan(300)
  const {run} = await makeProject(directory, {namespace: 'any', instances, ...(settings ? {targets: settings} : {})})
  const rendered = await run(['render', '--out', 'out', '--target', `${target},manifests`, '--json'])
  expect(rendered.status, rendered.stdout + rendered.stderr).to.equal(0)
  const pods = await podViews(join(directory, 'out/manifests'))
  expect([...pods.keys()].sort()).to.deep.equal(Object.keys(instances).map((name) => `baton-${name}`).sort())
  return {out: join(directory, 'out', target), pods}
}
