import {expect} from 'chai'
import {fluxGuard, guarded} from '../../../../../src/core/render/flux/guard.ts'
import {kustomize} from '../../../../../src/core/render/kustomize/target.ts'
import {manifests} from '../../../../../src/core/render/manifests/target.ts'
import type {KubernetesObject, RenderContext} from '../../../../../src/core/render/types.ts'
import type {TargetSettings} from '../../../../../src/core/render/target-settings.ts'
import {objectsOf} from '../../../../support/delivering.ts'
import {workloadsOf} from '../../../../support/features.ts'
import {alone, overlayOf} from '../../../../support/render-context.ts'

const annotation = 'kustomize.toolkit.fluxcd.io/substitute'
const map = (text: string, metadata: object = {}): KubernetesObject => ({apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'a', ...metadata}, data: {text}})
const isGuarded = ({metadata}: KubernetesObject): boolean => metadata.annotations?.[annotation] === 'disabled'

describe('the guard against Flux\'s substitution', () => {
  it('stands on what Flux would read, and on nothing else', () => {
    for (const text of ['${a}', 'a ${', '$${a}', '$$', '$$(NAME)']) expect(isGuarded(guarded(map(text))), text).to.equal(true)
    for (const text of ['$', '$(NAME)', '{a}', '$ {a}', 'a$']) expect(isGuarded(guarded(map(text))), text).to.equal(false)
  })

  it('leaves other annotations where they are', () => {
    expect(guarded(map('${a}', {annotations: {b: 'c'}})).metadata.annotations).to.deep.equal({b: 'c', [annotation]: 'disabled'})
  })

  const context = (targets: TargetSettings, more: Partial<RenderContext> = {}) => ({...alone, settings: {}, beside: {...alone.beside, targets}, ...more})
  const flux: TargetSettings = {flux: {repository: 'https://git.example.com/a'}}
  const {workloads} = workloadsOf({env: {A: '${x}'}})

  it('stands where Flux is among the targets of the project or of the run', () => {
    const of = (beside: Partial<RenderContext['beside']>) => isGuarded(fluxGuard({...alone.beside, ...beside})(map('${a}')))
    expect([of({}), of({targets: flux}), of({directories: {flux: 'flux'}})]).to.deep.equal([false, true, true])
    const rendered = (targets: TargetSettings) => objectsOf(manifests.render(workloads, context(targets) as RenderContext<'manifests'>))['baton-app.yaml']!.map(isGuarded)
    expect([rendered({}), rendered(flux)]).to.deep.equal([[false], [true]])
  })

  it('stands on a ConfigMap that only an environment gives such a text', () => {
    const {workloads: calm} = workloadsOf({files: {'config-path': 'app.yaml'}})
    const wild = calm.map((one) => ({...one, configFiles: {...one.configFiles, entries: one.configFiles.entries.map((entry) => ({...entry, content: '${x}'}))}}))
    const files = objectsOf(kustomize.render(calm, context(flux, {environments: [overlayOf('production', wild)]}) as RenderContext<'kustomize'>).filter(({path}) => path.endsWith('kustomization.yaml')))
    expect(files['base/kustomization.yaml']![0].configMapGenerator[0].options).to.not.have.property('annotations')
    expect(files['overlays/production/kustomization.yaml']![0].configMapGenerator[0].options).to.deep.equal({annotations: {[annotation]: 'disabled'}})
  })
})
