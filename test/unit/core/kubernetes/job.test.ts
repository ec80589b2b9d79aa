import {expect} from 'chai'
import {judgeJob, youngest, type JobState} from '../../../../src/core/kubernetes/job.ts'
import type {PodState} from '../../../../src/core/kubernetes/rollout.ts'

type Containers = NonNullable<NonNullable<PodState['status']>['containerStatuses']>
const pod = (state: Containers[number]['state'], more: {phase?: string; name?: string; job?: string; created?: string} = {}): PodState => ({
  metadata: {name: more.name ?? 'baton-asana-1-x', creationTimestamp: more.created ?? '2026-01-01T00:00:00Z', ownerReferences: [{kind: 'Job', name: more.job ?? 'baton-asana-1'}]},
  spec: {containers: [{name: 'baton', image: 'registry.example/baton-asana:1'}]},
  status: {phase: more.phase ?? 'Pending', containerStatuses: [{name: 'baton', ready: state?.waiting === undefined, restartCount: 0, ...(state ? {state} : {})}]},
})
const judge = (status: JobState['status'], pods: PodState[] = []) => judgeJob({job: {metadata: {name: 'baton-asana-1'}, ...(status ? {status} : {})}, pods, events: []})

describe('a run that ends', () => {
  it('is done when its Job is complete', () => expect(judge({conditions: [{type: 'Complete', status: 'True'}]})).to.deep.equal({state: 'done'}))

  it('has failed with the exit code of its program', () => {
    const found = judge({conditions: [{type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit'}]}, [pod({terminated: {exitCode: 137, reason: 'OOMKilled'}}, {phase: 'Failed'})])
    expect(found).to.deep.include({state: 'failed', reason: 'its program ended with exit code 137 (OOMKilled)'})
    expect(JSON.stringify(found)).to.contain('limits.memory').and.to.contain('kubectl logs job/baton-asana-1')
  })

  it('has failed with what the Job says when no pod is left', () => expect(judge({conditions: [{type: 'Failed', status: 'True', message: 'deadline'}]})).to.deep.include({state: 'failed', reason: 'deadline'}))

  it('has failed at once when its image cannot be pulled, for no time mends that', () => {
    expect(judge({active: 1}, [pod({waiting: {reason: 'ImagePullBackOff'}})])).to.include({state: 'failed'}).and.property('reason').contains('registry.example/baton-asana:1')
  })

  it('is at work as long as its program runs, and not before', () => {
    expect(judge({active: 1}, [pod({}, {phase: 'Running'})])).to.deep.include({state: 'progressing', isRunning: true})
    expect(judge({active: 1}, [pod({waiting: {reason: 'ContainerCreating'}})])).to.include({state: 'progressing', isRunning: false})
    expect(judge(undefined)).to.include({state: 'progressing', isRunning: false})
    expect(judge({active: 1}, [pod({}, {phase: 'Running', job: 'another'})])).to.include({isRunning: false})
  })

  it('is judged by its youngest pod: an earlier one has failed and was made anew', () => {
    const pods = [pod({terminated: {exitCode: 1}}, {phase: 'Failed', name: 'a'}), pod({}, {phase: 'Running', name: 'b', created: '2026-01-01T00:01:00Z'})]
    for (const order of [pods, [...pods].reverse()]) expect(judge({active: 1, failed: 1}, order)).to.include({isRunning: true})
    expect(youngest(pods)!.metadata.name).to.equal('b')
  })
})
