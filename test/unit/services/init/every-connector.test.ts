import {expect} from 'chai'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {Connector} from '../../../../src/core/catalog/types.ts'
import {newProjectText} from '../../../../src/core/project/edit.ts'
import {methodOf, activeFields, isRequired} from '../../../../src/core/workload/constraints.ts'
import {loadCatalog} from '../../../../src/services/catalog.ts'
import {soundDraft} from '../../../../src/services/init/draft.ts'
import {askFields} from '../../../../src/services/init/fields.ts'
import type {Prompter} from '../../../../src/io/prompt.ts'
import {answersFor, conductoronePair} from '../../../support/answers.ts'

/** A person who gives what is asked for and picks nothing that is optional. */
function plainPerson(connector: Connector, auth: string | undefined, file: string): {prompter: Prompter; asked: string[]; told: string[]} {
  const {config, credentials} = answersFor(connector, auth, 'required')
  const asked: string[] = []
  const told: string[] = []
  const fieldOf = (message: string) => {
    const title = message.replace(/: path of the file.*$/, '')
    const named = Object.keys(connector.fields).filter((name) => connector.fields[name]!.title === title)
    return named.find((name) => name in config || name in credentials) ?? named[0]
  }
  const answer = async (message: string, validate?: (text: string) => true | string | Promise<true | string>): Promise<string> => {
    const name = fieldOf(message)
    if (message.startsWith('ConductorOne')) return conductoronePair[message.endsWith('ID') ? 'client-id' : 'client-secret']
    if (name === undefined) throw new Error(`nobody knows ${message}`)
    asked.push(name)
    const value = config[name] ?? credentials[name]
    const text = connector.fields[name]!.type === 'file' ? file : typeof value === 'string' ? value : JSON.stringify(value ?? '')
    // A doubt is passed over.
    const verdict = (await validate?.(text)) === true ? true : ((await validate?.(text)) ?? true)
    if (verdict !== true) throw new Error(`${name}: ${verdict}`)
    return text
  }
  const prompter: Prompter = {
    say: (text) => void told.push(text),
    confirm: async (message) => {
      const name = fieldOf(message)
      if (name !== undefined) asked.push(name)
      return name !== undefined && config[name] === 'true'
    },
    text: async ({message, validate}) => answer(message, validate),
    password: async ({message, validate}) => answer(message, validate),
    select: async ({message, choices}) => {
      const chosen = choices.find(({value}) => value in config || value in credentials || Object.values(config).includes(value)) ?? choices[0]!
      const name = fieldOf(message)
      if (name !== undefined) asked.push(name)
      return chosen.value
    },
    pick: async () => [],
    search: async () => connector.name,
  }
  return {prompter, asked, told}
}

describe('the interview of init about every connector', () => {
  it('asks each method for what it requires and no more, and the answers can be rendered', async function () {
    this.timeout(120_000)
    const directory = await mkdtemp(join(tmpdir(), 'c1ctl-interview-'))
    try {
      const file = join(directory, 'upload')
      await writeFile(file, '{"made": "up"}\n')
      const {catalog} = await loadCatalog({})
      const faults: string[] = []
      let methods = 0
      for (const connector of Object.values(catalog)) {
        if (connector.notRunnable) continue
        const own = Object.entries(connector.auth).filter(([, method]) => method.selfHosted).map(([name]) => name)
        for (const auth of own.length > 0 ? own : [undefined]) {
          methods++
          const here = `${connector.name} ${auth ?? ''}`
          const {prompter, asked, told} = plainPerson(connector, auth, file)
          try {
            const answers = await askFields(prompter, connector, auth, {given: {config: {}, sources: {}, values: {}}})
            const subject = {home: {directory, catalog: {[connector.name]: connector}, loaded: null, text: newProjectText({name: 'acme', namespace: 'conductorone'}), warnings: []}, connector, instance: connector.name, auth, namespace: undefined, image: null}
            await soundDraft(subject, answers)
          } catch (error) {
            faults.push(`${here}: ${(error as Error).message}`)
          }
          const method = methodOf(connector, auth)
          const active = activeFields(connector, method)
          for (const name of asked) {
            const isWay = connector.constraints.some(({fields}) => fields.includes(name))
            if (!active.has(name) || !(isRequired(connector, method, name) || isWay)) faults.push(`${here}: ${name} is not needed`)
          }
          if (new Set(asked).size < asked.length) faults.push(`${here}: asked twice for ${asked.filter((name, at) => asked.indexOf(name) !== at).join(', ')}`)
          if (told.some((text) => text.includes('does not fit together'))) faults.push(`${here}: ${told.at(-1)}`)
        }
      }
      expect(faults).to.deep.equal([])
      expect(methods).to.be.above(250)
    } finally {
      await rm(directory, {recursive: true})
    }
  })
})
