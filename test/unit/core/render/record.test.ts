import {expect} from 'chai'
import {isPlainPath, readRecord, recordText} from '../../../../src/core/render/record.ts'

describe('the record of rendered files', () => {
  it('reads back what was written, in one order whatever the order given', () => {
    const targets = [{target: 'kustomize', directory: 'deploy/k', paths: ['base/b.yaml', 'base/a.yaml']}, {target: 'manifests', directory: '', paths: ['baton-asana.yaml']}]
    const text = recordText(targets)
    expect(recordText([...targets].reverse())).to.equal(text)
    expect(readRecord(text)).to.deep.equal([{target: 'kustomize', directory: 'deploy/k', paths: ['base/a.yaml', 'base/b.yaml']}, {target: 'manifests', directory: '', paths: ['baton-asana.yaml']}])
  })

  it('of one target and directory is one list', () => {
    expect(readRecord(recordText([{target: 'manifests', directory: '', paths: ['a.yaml']}, {target: 'manifests', directory: '', paths: ['b.yaml', 'a.yaml']}]))).to.deep.equal([{target: 'manifests', directory: '', paths: ['a.yaml', 'b.yaml']}])
  })

  it('of before there were targets is one of manifests', () => {
    expect(readRecord('# comment\nbaton-asana.yaml\r\n')).to.deep.equal([{target: 'manifests', directory: '', paths: ['baton-asana.yaml']}])
    expect(readRecord(null)).to.deep.equal([])
  })

  it('leads nowhere else, whoever wrote it', () => {
    const paths = ['../x', '/etc/passwd', 'a/../b', './a', 'a//b', 'a/', '.git/config', 'a/.GIT/config', 'C:\\x', 'a b', 'a\0b', '', '..']
    for (const path of paths) expect(isPlainPath(path), path).to.equal(false)
    expect(readRecord(`[manifests]\n${paths.join('\n')}\n[docker ../..]\ncompose.yaml\n[docker .git]\nconfig\n[manifests]\nok.yaml\n`)).to.deep.equal([{target: 'manifests', directory: '', paths: ['ok.yaml']}])
  })
})
