import {expect} from 'chai'
import {exec} from '../../../src/io/exec.ts'
import {kubectlClient} from '../../../src/io/kubectl.ts'
import {ProblemError} from '../../../src/core/problems/problem.ts'

const node = (script: string, options = {}) => exec(process.execPath, ['-e', script], options)
const thrown = async (promise: Promise<unknown>): Promise<ProblemError> => {
  try {
    await promise
  } catch (error) {
    if (error instanceof ProblemError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('running a program', () => {
  it('passes standard input and arguments as they are, without a shell', async () => {
    const args = ['$(id)', '`id`', 'a b', '*', '"', '']
    const result = await exec(process.execPath, ['-e', 'process.stdin.pipe(process.stdout); console.log(JSON.stringify(process.argv.slice(1)))', '--', ...args], {input: 'one\ntwo'})
    expect(result).to.include({status: 0, ended: 'itself', stderr: ''})
    expect(result.stdout).to.equal(`${JSON.stringify(args)}\none\ntwo`)
  })

  it('gives an empty standard input and reports a status as a result', async () => {
    expect(await node('process.stdin.on("end", () => process.exit(3)).resume()')).to.include({status: 3, ended: 'itself'})
  })

  it('ends a program that takes too long or says too much, and one whose caller gives up', async () => {
    expect(await node('setInterval(() => {}, 1000)', {timeoutMs: 300})).to.include({ended: 'timeout'})
    expect(await node('setInterval(() => process.stdout.write("x".repeat(100000)), 1)', {limit: 1000})).to.include({ended: 'too-much-output'})
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 300)
    const result = await node('process.stdout.write("so far"); setInterval(() => {}, 1000)', {signal: controller.signal})
    expect(result).to.include({ended: 'aborted', stdout: 'so far'})
  })

  it('names a program that is not there', async () => {
    const error = await thrown(exec('c1ctl-no-such-program', []))
    expect(error.problems[0]).to.include({code: 'tool-missing'})
    expect(error.problems[0]!.what).to.contain('c1ctl-no-such-program')
  })

  it('prints nothing of its own under NODE_DEBUG', async () => {
    const module = new URL('../../../src/io/exec.ts', import.meta.url).href
    const script = `import {exec} from ${JSON.stringify(module)}; await exec(process.execPath, ['-e', 'console.log("marked-" + "output")', 'argument'], {input: 'marked-input'})`
    const result = await exec(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {env: {...process.env, NODE_DEBUG: 'execa', DEBUG: '*'}})
    expect(result.status).to.equal(0)
    expect(result.stdout + result.stderr).to.not.contain('marked-')
  })
})

describe('kubectl', () => {
  const shown = (environment: NodeJS.ProcessEnv) => kubectlClient({clean: (text) => text.replaceAll('token-value', '***'), context: 'a b', environment: {...process.env, ...environment, C1CTL_KUBECTL: process.execPath}})

  it('gets its object on standard input, context and namespace as arguments, and its errors are filtered', async () => {
    const script = 'let all = ""; process.stdin.on("data", (d) => all += d).on("end", () => { console.log(all); console.error("refused token-value", process.argv.slice(1).join("|")) })'
    const result = await shown({}).run(['-e', script, '--'], {namespace: 'n', input: {a: 'token-value'}})
    expect(result.stdout).to.equal('{"a":"token-value"}\n')
    expect(result.stderr).to.equal('refused *** --context|a b|--namespace|n\n')
  })

  it('does not see a variable with a secret when Node would print it', async () => {
    const script = 'console.log(process.env.A_TOKEN ?? "none")'
    expect((await shown({A_TOKEN: 'token-value'}).run(['-e', script, '--'])).stdout).to.equal('token-value\n')
    expect((await shown({A_TOKEN: 'token-value', NODE_DEBUG: '*'}).run(['-e', script, '--'])).stdout).to.equal('none\n')
  })
})
