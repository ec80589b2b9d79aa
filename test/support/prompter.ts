import type {Choice, Prompter} from '../../src/io/prompt.ts'

/** A question that was asked, in words. */
export interface Asked {
  kind: 'say' | 'confirm' | 'text' | 'password' | 'select' | 'pick' | 'search'
  text: string
  choices?: Choice[]
  default?: string
}

/**
 * A person who answers from a list, each answer under the beginning of the question it is for. A text that is refused is followed by the next answer for
 * the same question. A question that is not the next of the script fails.
 */
export function scripted(script: Array<[question: string, answer: string | boolean | string[]]>): {prompter: Prompter; asked: Asked[]; refusals: string[]} {
  const asked: Asked[] = []
  const refusals: string[] = []
  const left = [...script]
  const next = <T>(message: string): T => {
    const [wanted, answer] = left.shift() ?? []
    if (wanted === undefined || !message.startsWith(wanted)) throw new Error(`asked ${JSON.stringify(message)}, expected ${JSON.stringify(wanted)}; so far:\n${asked.map(({kind, text}) => `${kind} ${text}`).join('\n')}`)
    return answer as T
  }
  const typed = async (message: string, validate?: (text: string) => true | string | Promise<true | string>): Promise<string> => {
    for (;;) {
      const answer = next<string>(message)
      const verdict = (await validate?.(answer)) ?? true
      if (verdict === true) return answer
      refusals.push(verdict)
    }
  }
  const chosen = (message: string, choices: Choice[]): string => {
    const answer = next<string>(message)
    if (!choices.some(({value}) => value === answer)) throw new Error(`${answer} is no choice of ${message}: ${choices.map(({value}) => value).join(', ')}`)
    return answer
  }
  const prompter: Prompter = {
    say: (text) => void asked.push({kind: 'say', text}),
    confirm: async (message) => (asked.push({kind: 'confirm', text: message}), next(message)),
    text: async ({message, validate, ...rest}) => (asked.push({kind: 'text', text: message, ...(rest.default === undefined ? {} : {default: rest.default})}), typed(message, validate)),
    password: async ({message, validate}) => (asked.push({kind: 'password', text: message}), typed(message, validate)),
    select: async ({message, choices, ...rest}) => (asked.push({kind: 'select', text: message, choices, ...(rest.default === undefined ? {} : {default: rest.default})}), chosen(message, choices)),
    pick: async ({message, choices}) => (asked.push({kind: 'pick', text: message, choices}), next(message)),
    search: async ({message, source}) => {
      const [term, value] = next<string[]>(message)
      const choices = source(term!)
      asked.push({kind: 'search', text: message, choices})
      if (!choices.some((one) => one.value === value)) throw new Error(`${value} is not found by ${term}`)
      return value!
    },
  }
  return {prompter, asked, refusals}
}
