import {expect} from 'chai'
import {deployment, env, foundBy, secret} from '../../../../support/lint-connectors.ts'

type Json = Record<string, unknown>
const locked = {securityContext: {readOnlyRootFilesystem: true}}
const tmp = {volumeMounts: [{name: 'tmp', mountPath: '/tmp'}]}
const found = (container: Json, volume: Json = {emptyDir: {}}): string[] => foundBy('baton/working-directory', [secret(), deployment({container: {...locked, ...container}, pod: {volumes: [{name: 'tmp', ...volume}]}})])

describe('baton/working-directory', () => {
  it('finds a read-only root file system without a working directory that can be written', () => {
    expect(found(tmp)).to.deep.equal(['error at readOnlyRootFilesystem: The root file system is read-only, and the connector keeps sync.c1z and debug.log in its working directory, which is / because no workingDir is set: set workingDir to where an emptyDir is mounted.'])
    expect(found({...tmp, workingDir: '/data'})).to.deep.equal(['error at /data: The root file system is read-only, and the connector keeps sync.c1z and debug.log in its working directory, /data: mount a volume there that can be written, such as an emptyDir.'])
  })

  it('takes no mount for writable that is read-only, nor volumes of Secrets and ConfigMaps', () => {
    expect(found({workingDir: '/tmp', volumeMounts: [{name: 'tmp', mountPath: '/tmp', readOnly: true}]})).to.have.length(1)
    for (const volume of [{secret: {secretName: 's'}}, {configMap: {name: 'c'}}, {projected: {sources: []}}, {persistentVolumeClaim: {claimName: 'p', readOnly: true}}]) expect(found({...tmp, workingDir: '/tmp'}, volume), JSON.stringify(volume)).to.have.length(1)
    expect(found({workingDir: '/tmp/in', volumeMounts: [{name: 'tmp', mountPath: '/tmp'}, {name: 'tmp', mountPath: '/tmp/in', readOnly: true}]})).to.have.length(1)
  })

  it('is silent when it can be written, or the root file system can', () => {
    for (const volume of [{emptyDir: {medium: 'Memory'}}, {persistentVolumeClaim: {claimName: 'p'}}, {ephemeral: {}}]) expect(found({...tmp, workingDir: '/tmp'}, volume), JSON.stringify(volume)).to.deep.equal([])
    expect(found({...tmp, workingDir: '/tmp/deep/er'})).to.deep.equal([])
    expect(found({securityContext: {readOnlyRootFilesystem: false}})).to.deep.equal([])
    expect(found({securityContext: {}})).to.deep.equal([])
  })

  it('is silent when the sync file and the log are told to go where they can be written, and not when only one is', () => {
    const variables = (values: Record<string, string>): Json => ({...tmp, env: env(values)})
    expect(found(variables({BATON_FILE: '/tmp/sync.c1z', BATON_LOG_PATH: 'stdout'}))).to.deep.equal([])
    expect(found(variables({BATON_FILE: 's3://bucket/sync.c1z', BATON_LOG_PATH: '/tmp/log'}))).to.deep.equal([])
    expect(found(variables({BATON_FILE: '/tmp/sync.c1z'}))).to.have.length(1)
    expect(found(variables({BATON_FILE: '/data/sync.c1z', BATON_LOG_PATH: 'stdout'}))).to.have.length(1)
    expect(found({...tmp, args: ['--file', '/tmp/sync.c1z']})).to.deep.equal([])
  })
})
