// Mocha's spec reporter, which also writes how many tests passed and failed into the file that TEST_COUNTS names.
import {writeFileSync} from 'node:fs'
import Mocha from 'mocha'

export default class Counts extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options)
    runner.once('end', () => {
      const {passes, failures} = this.stats
      if (process.env.TEST_COUNTS) writeFileSync(process.env.TEST_COUNTS, JSON.stringify({passed: passes, failed: failures}))
    })
  }
}
