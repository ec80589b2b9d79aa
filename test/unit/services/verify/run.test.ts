import {expect} from 'chai'
import {runLimited} from '../../../../src/services/verify/run.ts'

/** Tasks of a millisecond each, in a log: when they began, and how many ran beside them. */
function tasksFor(hosts: string[]) {
  const begun: string[] = []
  const running: string[] = []
  let most = 0
  let mostOfOne = 0
  const tasks = hosts.map((host) => ({
    host,
    run: async () => {
      begun.push(host)
      running.push(host)
      most = Math.max(most, running.length)
      mostOfOne = Math.max(mostOfOne, running.filter((one) => one === host).length)
      await new Promise((resolve) => setTimeout(resolve, 1))
      running.splice(running.indexOf(host), 1)
    },
  }))
  return {tasks, begun, peaks: () => ({most, mostOfOne})}
}

describe('checks of many instances', () => {
  it('run so many at once, and two at one host', async () => {
    const {tasks, begun, peaks} = tasksFor(['a', 'a', 'a', 'a', 'b', 'b', 'b', 'c', 'd', 'e'])
    await runLimited(tasks, 4)
    expect(peaks()).to.deep.equal({most: 4, mostOfOne: 2})
    expect(begun).to.have.length(10)
  })

  it('begin with the hosts that are asked most, so that the slowest ends the earliest', async () => {
    const {tasks, begun} = tasksFor(['x', 'y', 'a', 'a', 'a', 'b', 'b', 'z'])
    await runLimited(tasks, 3)
    expect(begun.slice(0, 3)).to.deep.equal(['a', 'a', 'b'])
    expect(begun.slice(-3).sort()).to.deep.equal(['x', 'y', 'z'])
  })

  it('end with the fault of one that failed', async () => {
    const fault = await runLimited([{host: 'a', run: () => Promise.reject(new Error('broken'))}], 2).catch((error: Error) => error.message)
    expect(fault).to.equal('broken')
  })

  it('begin none after one that failed', async () => {
    const {tasks, begun} = tasksFor(['a', 'b', 'c', 'd'])
    tasks[1]!.run = () => Promise.reject(new Error('broken'))
    await runLimited(tasks, 2).catch(() => {})
    await new Promise((resolve) => setTimeout(resolve, 10))
    expect(begun).to.deep.equal(['a'])
  })
})
