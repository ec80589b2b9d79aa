import type {Secret} from '../../credentials/secret.ts'
import type {Workload} from '../../workload/types.ts'
import {Expression, type HclBlock} from './hcl.ts'
import {variableName} from './names.ts'

/** A secret value that Terraform is given from outside. */
export interface InputVariable {
  name: string
  /** What it is for people: the environment variable, or the file. */
  key: string
  value: Secret | undefined
}

/** The variables of a workload, in the order in which they were asked for. */
export class InputVariables {
  readonly all: InputVariable[] = []
  readonly #workload: Workload
  constructor(workload: Workload) {
    this.#workload = workload
  }

  /** The reference to the variable of a value, which is declared with it. */
  reference(key: string, value: Secret | undefined): Expression {
    const name = variableName(this.#workload, key)
    this.all.push({name, key, value})
    return new Expression(`var.${name}`)
  }

  /** Declarations without a default: there is no value in them. */
  blocks(): HclBlock[] {
    const {instance} = this.#workload
    return this.all.map(({name, key}) => ({
      type: 'variable', labels: [name], body: {description: `${key} of ${instance}.`, type: new Expression('string'), sensitive: true, nullable: false},
    }))
  }
}
