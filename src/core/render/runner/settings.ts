import * as z from 'zod'
import {text} from '../../project/scalars.ts'
import {out} from '../out-setting.ts'

/** A path of plain names, of Windows (`C:\Baton`) or of any other system (`/etc/baton`). */
const path = (example: string) => z.string().regex(/^(?:(?:\/[A-Za-z0-9_.-]+)+|[A-Za-z]:(?:\\[A-Za-z0-9_.-]+)+)$/, `expected an absolute path of plain names such as ${example}`)
  .refine((one) => !/[\\/]\.{1,2}(?:[\\/]|$)/.test(one), 'expected a path without . and ..')
const words = (example: string) => z.string().regex(/^[A-Za-z0-9_.-]+(?:\/[A-Za-z0-9_.-]+)*$/, `expected names with slashes between them such as ${example}`)

const vault = z.strictObject({
  url: z.string().regex(/^https?:\/\/[^\s/@?#]+(?:\/[^\s@?#]*)?$/, 'expected an address such as https://vault.example.com:8200, without a user in it').describe('The address of Vault.'),
  mount: words('secret').default('secret').describe('Where its KV secrets engine is mounted.'),
  kvapi: z.enum(['1', '2']).default('2').transform(Number).describe('The version of that engine.'),
  path: words('conductorone').default('conductorone').describe('Each instance has its secret below this path.'),
  credsfile: path('/etc/baton-runner/vaultcreds.yaml').optional().describe('The file with the token, or with username and password, that baton-runner signs in with; vaultcreds.yaml beside config.yaml unless said. c1ctl does not write it.'),
})
const awssecretmanager = z.strictObject({
  region: z.string().regex(/^[a-z]{2,4}(?:-[a-z]+)+-\d$/, 'expected a region such as us-east-1').describe('The region of the secrets.'),
  prefix: text.regex(/^[A-Za-z0-9/_+=.@-]{0,200}$/, 'expected letters, digits and /_+=.@-').default('').describe('What stands before the name of the instance in the name of its secret.'),
})

const isWindowsPath = (one: string): boolean => /^[A-Za-z]:/.test(one)

interface Paths {
  binaries?: string | undefined
  configuration?: string | undefined
  state?: string | undefined
  secrets?: 'insecure' | 'wincred' | {vault: {credsfile?: string | undefined}} | {awssecretmanager: object} | undefined
}
const pathsOf = ({binaries, configuration, state, secrets}: Paths): string[] =>
  [binaries, configuration, state, typeof secrets === 'object' && 'vault' in secrets ? secrets.vault.credsfile : undefined].filter((one) => one !== undefined)

/** Whether the settings are those of a Windows machine: they name one path of it, and so no other, or what only it has. */
export const isForWindows = (settings: Paths): boolean => settings.secrets === 'wincred' || pathsOf(settings).some(isWindowsPath)

export const runnerSettings = z
  .strictObject({
    out,
    binaries: path('/usr/local/bin').optional().describe('The directory of the connectors\' programs; /usr/local/bin unless said, C:\\ConductorOne on Windows.'),
    configuration: path('/etc/baton-runner').optional().describe('The directory that everything rendered is put into; /etc/baton-runner unless said, C:\\ProgramData\\ConductorOne\\baton-runner on Windows.'),
    state: path('/var/lib/baton-runner').optional().describe('The directory of the sync files; /var/lib/baton-runner unless said, that of the configuration on Windows.'),
    logLevel: z.enum(['debug', 'info', 'warn', 'error', 'panic']).optional().describe('What baton-runner itself writes into its log; info unless said.'),
    secrets: z
      .union([z.enum(['insecure', 'wincred']), z.strictObject({vault}), z.strictObject({awssecretmanager})])
      .optional()
      .describe('Where baton-runner takes secret values from: `insecure` (files in plain text, the default), `wincred` (Windows Credential Manager), {vault: {url}} or {awssecretmanager: {region}}.'),
  })
  .refine((settings) => pathsOf(settings).every((one) => isWindowsPath(one) === isForWindows(settings)), 'expected paths of one system, and of Windows for wincred')
