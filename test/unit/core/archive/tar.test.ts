import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {mkdir, symlink, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {tarEntries} from '../../../../src/core/archive/tar.ts'
import {inTemporaryDirectory} from '../../../support/cli.ts'

/** A header as POSIX.1-1988 has it, for what tar does not write. */
function header(path: string, size: number, kind = '0'): Buffer {
  const bytes = Buffer.alloc(512)
  bytes.write(path, 0)
  bytes.write(size.toString(8).padStart(11, '0'), 124)
  bytes.write(kind, 156)
  return bytes
}

describe('tar archives', () => {
  for (const format of ['ustar', 'gnu', 'pax', 'v7']) {
    it(`are read as tar writes them, in the format ${format}`, () =>
      inTemporaryDirectory(async (cwd) => {
        const long = format === 'v7' ? 'chart/short.yaml' : `chart/${'a-directory-of-a-long-name/'.repeat(5)}file.yaml`
        const files: Record<string, string> = {'chart/Chart.yaml': 'name: a\n', 'chart/empty': '', 'chart/block': 'x'.repeat(512), [long]: 'b: "ü"\n'}
        for (const [path, text] of Object.entries(files)) {
          await mkdir(dirname(join(cwd, path)), {recursive: true})
          await writeFile(join(cwd, path), text)
        }
        await symlink('/etc/passwd', join(cwd, 'chart/link'))
        const bytes = execFileSync('tar', [`--format=${format}`, '-cf', '-', 'chart'], {cwd})
        expect(Object.fromEntries(tarEntries(bytes).map((one) => [one.path, Buffer.from(one.bytes).toString()]))).to.deep.equal(files)
      }))
  }

  it('are refused when a path leads out, a number is none, or the end is missing', () => {
    const padded = Buffer.alloc(512)
    for (const path of ['../x', 'a/../../x', '/etc/x', 'C:/x', 'a\\..\\..\\x']) expect(() => tarEntries(Buffer.concat([header(path, 0), padded])), path).to.throw('leads out')
    expect(() => tarEntries(header('a', 100))).to.throw('ends too early')
    const wrong = header('a', 0)
    wrong.write('zzz', 124)
    expect(() => tarEntries(wrong)).to.throw('header')
    expect(() => tarEntries(Buffer.concat([header('././@LongLink', 5, 'L'), Buffer.from('../xy'.padEnd(512, '\0')), header('a', 0)]))).to.throw('leads out')
  })

  it('hold nothing when they are empty', () => expect(tarEntries(Buffer.alloc(1024))).to.deep.equal([]))
})
