import * as z from 'zod'
import {out} from '../out-setting.ts'

const directory = z.string().regex(/^(?:\/[A-Za-z0-9_.-]+)+$/, 'expected an absolute directory of plain names such as /usr/local/bin').refine((path) => !/\/\.{1,2}(?:\/|$)/.test(path), 'expected a directory without . and ..')

export const systemdSettings = z.strictObject({
  out,
  binaries: directory.optional().describe('The directory of the connectors\' programs; /usr/local/bin unless said. Homebrew on Linux has /home/linuxbrew/.linuxbrew/bin.'),
  configuration: directory.optional().describe('The directory that the variables and files of the units are put into; /etc/baton unless said.'),
})
