import {expect} from 'chai'
import {judgeRollout, type PodState, type RolloutState} from '../../../../src/core/kubernetes/rollout.ts'

type Status = NonNullable<NonNullable<PodState['status']>['containerStatuses']>[number]

const pod = (status: Partial<Status>, more: {set?: string; name?: string; status?: PodState['status']; deleted?: boolean; created?: string} = {}): PodState => {
  const set = more.set ?? 'baton-asana-new'
  return {
    metadata: {
      name: more.name ?? `${set}-x1`, labels: {'pod-template-hash': set.split('-').at(-1)!}, ownerReferences: [{kind: 'ReplicaSet', name: set}],
      ...(more.deleted ? {deletionTimestamp: '2026-01-01T00:00:00Z'} : {}), creationTimestamp: more.created ?? '2026-01-01T00:00:00Z',
    },
    spec: {containers: [{name: 'baton', image: 'registry.example/baton-asana:1'}]},
    status: {phase: 'Pending', containerStatuses: [{name: 'baton', ready: false, restartCount: 0, ...status}], ...more.status},
  }
}
const set = (name: string, revision: string) => ({metadata: {name, annotations: {'deployment.kubernetes.io/revision': revision}, ownerReferences: [{kind: 'Deployment', name: 'baton-asana'}]}})
const state = (pods: PodState[], status: RolloutState['deployment']['status'] = {}, more: Partial<RolloutState> = {}): RolloutState => ({
  deployment: {metadata: {name: 'baton-asana', generation: 2, annotations: {'deployment.kubernetes.io/revision': '2'}}, spec: {replicas: 1}, status: {observedGeneration: 2, replicas: 1, updatedReplicas: 1, ...status}},
  replicaSets: [set('baton-asana-old', '1'), set('baton-asana-new', '2')],
  pods, events: [], ...more,
})
const waits = (reason: string, message?: string): Partial<Status> => ({state: {waiting: {reason, ...(message ? {message} : {})}}})
const ready = pod({ready: true, state: {}}, {status: {phase: 'Running', containerStatuses: [{name: 'baton', ready: true, restartCount: 0}], conditions: [{type: 'Ready', status: 'True'}]}})

describe('a rollout', () => {
  const failures: Array<[string, Partial<Status>, string, string[]]> = [
    ['cannot pull its image', waits('ImagePullBackOff', 'Back-off pulling'), 'ImagePullBackOff', ['registry.example/baton-asana:1', 'Back-off pulling']],
    ['has an image name that is not valid', waits('InvalidImageName'), 'InvalidImageName', ['registry.example/baton-asana:1']],
    ['crashes', {...waits('CrashLoopBackOff'), lastState: {terminated: {exitCode: 3, reason: 'Error'}}}, 'CrashLoopBackOff', ['exit code 3', 'verify']],
    ['runs out of memory', {...waits('CrashLoopBackOff'), lastState: {terminated: {exitCode: 137, reason: 'OOMKilled'}}}, 'CrashLoopBackOff', ['OOMKilled', 'resources.limits.memory']],
    ['ends by itself', {...waits('CrashLoopBackOff'), lastState: {terminated: {exitCode: 0, reason: 'Completed'}}}, 'CrashLoopBackOff', ['client id']],
    ['misses a key of its Secret', waits('CreateContainerConfigError', 'secret "baton-asana-secrets" not found'), 'CreateContainerConfigError', ['baton-asana-secrets']],
    ['cannot be started', waits('RunContainerError', 'exec: "/x": no such file'), 'RunContainerError', ['no such file']],
  ]
  for (const [name, status, cause, words] of failures) {
    it(`fails when it ${name}`, () => {
      const found = judgeRollout(state([pod(status)]))
      expect(found).to.include({state: 'failed', cause})
      for (const word of words) expect(JSON.stringify(found)).to.contain(word.replaceAll('"', '\\"'))
    })
  }

  it('fails when a quota or a policy refuses its pods', () => {
    const conditions = [{type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'pods "x" is forbidden: exceeded quota: q'}]
    expect(judgeRollout(state([], {replicas: 0, updatedReplicas: 0, conditions}))).to.include({state: 'failed', cause: 'FailedCreate'}).and.property('next').contains('quota')
  })

  it('fails at the deadline of the Deployment and says what it was waiting for', () => {
    const conditions = [{type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded'}]
    expect(judgeRollout(state([pod({state: {}})], {conditions}))).to.include({state: 'failed', cause: 'ProgressDeadlineExceeded'}).and.property('reason').contains('not ready')
  })

  const waiting: Array<[string, RolloutState, string]> = [
    ['the controller has not seen it', state([ready], {observedGeneration: 1, availableReplicas: 1}), 'not looked'],
    ['no node takes it: an autoscaler may come', state([pod({}, {status: {containerStatuses: [], conditions: [{type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes are available'}]}})]), '0/3 nodes'],
    ['the first pull failed: the next may not', state([pod(waits('ErrImagePull', 'timeout'))]), 'registry.example/baton-asana:1'],
    ['the container is being made', state([pod(waits('ContainerCreating'))]), 'being made'],
    ['pods are missing', state([], {replicas: 0, updatedReplicas: 0}), '0 of 1'],
    ['old pods are left', state([ready], {replicas: 2, availableReplicas: 2}), 'old pods'],
    ['a volume cannot be mounted', state([pod(waits('ContainerCreating'))], {}, {events: [{type: 'Warning', reason: 'FailedMount', message: 'secret "f" not found', involvedObject: {kind: 'Pod', name: 'baton-asana-new-x1'}}]}), 'FailedMount: secret "f" not found'],
  ]
  for (const [name, given, words] of waiting) {
    it(`goes on while ${name}`, () => {
      expect(judgeRollout(given)).to.include({state: 'progressing'}).and.property('reason').contains(words)
    })
  }

  it('is done when every replica is new and available', () => {
    expect(judgeRollout(state([ready], {availableReplicas: 1}))).to.deep.equal({state: 'done', restarts: 0})
    expect(judgeRollout({...state([]), deployment: {metadata: {name: 'baton-asana', generation: 1}, spec: {replicas: 0}, status: {observedGeneration: 1}}})).to.deep.equal({state: 'done', restarts: 0})
  })

  it('is not judged by pods of an old ReplicaSet or by pods that are being deleted', () => {
    const old = pod(waits('ImagePullBackOff'), {set: 'baton-asana-old'})
    const leaving = pod(waits('ImagePullBackOff'), {deleted: true, name: 'leaving'})
    expect(judgeRollout(state([old, leaving, ready], {availableReplicas: 1})).state).to.equal('done')
    expect(judgeRollout(state([old], {replicas: 1, updatedReplicas: 0})).state).to.equal('progressing')
  })

  it('is judged by the youngest pods where ReplicaSets cannot be read', () => {
    const old = pod(waits('ImagePullBackOff'), {set: 'baton-asana-old', created: '2025-01-01T00:00:00Z'})
    const crashing = pod({...waits('CrashLoopBackOff')})
    expect(judgeRollout(state([old, ready], {availableReplicas: 1}, {replicaSets: []})).state).to.equal('done')
    expect(judgeRollout(state([old, crashing], {}, {replicaSets: []})).state).to.equal('failed')
  })

  it('is not judged by pods of another Deployment whose name begins with its own', () => {
    const other = pod(waits('ImagePullBackOff'), {set: 'baton-asana-emea-7d8'})
    expect(judgeRollout(state([other, ready], {availableReplicas: 1})).state).to.equal('done')
    expect(judgeRollout(state([other, ready], {availableReplicas: 1}, {replicaSets: []})).state).to.equal('done')
  })
})
