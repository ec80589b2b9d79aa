import {expect} from 'chai'
import {mkdir, symlink, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {readProjectFiles} from '../../../src/services/project-files.ts'
import {inTemporaryDirectory} from '../../support/cli.ts'
import {bareInstance} from '../../support/instance.ts'
import {writeTree} from '../../support/project.ts'

const place = (path: string[]) => ({file: path.join('.'), line: 1, column: 1})

describe('files of a project that are no secret', () => {
  it('are read as they are, below the project', () =>
    inTemporaryDirectory(async (directory) => {
      const content = 'a: 1\r\n\u0085 漢字\ufeff'
      await writeTree(directory, {'conf/app.yaml': content, 'ca.pem': 'PEM'})
      await symlink('conf/app.yaml', join(directory, 'inside'))
      const one = {...bareInstance('app', 'app'), files: {config: 'conf/app.yaml', other: 'inside'}, caBundle: {path: './ca.pem'}}
      expect(await readProjectFiles({directory, instances: [one], place})).to.deep.equal({byInstance: {app: {fields: {config: content, other: content}, caBundle: 'PEM'}}, problems: []})
    }))

  it('are refused, each at its place, when they lead out of the project or hold no text', () =>
    inTemporaryDirectory(async (root) => {
      const directory = join(root, 'project')
      await mkdir(join(directory, 'folder'), {recursive: true})
      await writeTree(root, {'outside': 'x', 'project-too/x': 'x'})
      await symlink('../outside', join(directory, 'link'))
      await symlink('../project-too', join(directory, 'sibling'))
      await writeFile(join(directory, 'binary'), Buffer.from([0xff, 0xfe]))
      await writeFile(join(directory, 'large'), 'x'.repeat(1024 * 1024 + 1))
      const files = {a: 'link', b: 'sibling/x', c: '../outside', d: 'folder', e: 'binary', f: 'large', g: 'none'}
      const {byInstance, problems} = await readProjectFiles({directory, instances: [{...bareInstance('app', 'app'), files}], place})
      expect(byInstance['app']).to.deep.equal({fields: {}})
      expect(problems.map(({code, what, at}) => `${code} ${at!.file}: ${what}`)).to.deep.equal([
        'project-file-unusable connectors.app.files.a: link leads out of the project.',
        'project-file-unusable connectors.app.files.b: sibling/x leads out of the project.',
        'project-file-unusable connectors.app.files.c: ../outside leads out of the project.',
        'project-file-unusable connectors.app.files.d: folder is no regular file.',
        'project-file-unusable connectors.app.files.e: binary is not UTF-8 text.',
        'project-file-unusable connectors.app.files.f: large is larger than 1 MiB.',
        'project-file-unusable connectors.app.files.g: none cannot be read: it does not exist.',
      ])
    }))
})
