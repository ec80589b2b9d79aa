import {expect} from 'chai'
import {manifestsOf, secretPlaces} from '../../../../src/core/lint/manifests.ts'
import {readKubernetesYaml} from '../../../../src/core/yaml/kubernetes-reader.ts'

/** The texts at the places that nobody should print. */
function secretsOf(text: string): string[] {
  const {documents} = readKubernetesYaml(text, 'f')
  const lines = text.split('\n')
  return documents.flatMap((document) => {
    const found = manifestsOf('f', document)
    return Array.isArray(found) ? found.flatMap(secretPlaces) : []
  }).map(({line, column, endLine, endColumn}) => (line === endLine ? lines[line - 1]!.slice(column - 1, endColumn - 1) : [lines[line - 1]!.slice(column - 1), ...lines.slice(line, endLine - 1), lines[endLine - 1]!.slice(0, endColumn - 1)].join('\n')))
}

describe('places that nobody should print', () => {
  const cases: Array<[string, string, string[]]> = [
    ['all values of a Secret', 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {A: eA==}\nstringData:\n  B: |\n    one\n    two\n  C: x\n', ['eA==', 'one\n    two', 'x']],
    ['keys of a ConfigMap that sound like secrets', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {API_TOKEN: x, SITE: y}\n', ['x']],
    ['variables that sound like secrets', 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{env: [{name: BATON_TOKEN, value: x}, {name: SITE, value: y}]}]}\n', ['x']],
    ['passwords and tokens in the settings of custom resources', 'apiVersion: a.example.com/v1\nkind: A\nmetadata: {name: a}\nspec: {password: x, values: {adminPassword: y, site: n, apiKey: z}, clientSecret: {value: w}, auth: {token: [n]}}\n', ['x', 'y', 'z', 'w']],
    ['but no names, references and switches', 'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: a}\nspec: {data: [{secretKey: n, remoteRef: {key: n}}], secretStoreRef: {name: n}, automountServiceAccountToken: "n", passCredentials: n, secretName: n}\n', []],
  ]
  for (const [name, text, expected] of cases) it(`are ${name}`, () => expect(secretsOf(text)).to.deep.equal(expected))
})
