import {readFileSync} from 'node:fs'
import Handlebars from 'handlebars'

/**
 * Fills a template of templates/. Strict: a name that the data lacks is an error, not nothing. Nothing is escaped for HTML: a value must already be
 * what its place in the format takes.
 * @param name the path below templates/, without .hbs
 */
export function fillTemplate(name: string, data: object): string {
  const template = Handlebars.create()
  template.registerHelper('sentence', (text: string) => `${text.replace(/\.$/, '')}.`)
  template.registerHelper('trimmed', (text: string) => text.trimEnd())
  const source = readFileSync(new URL(`../../templates/${name}.hbs`, import.meta.url), 'utf8')
  return template.compile(source, {strict: true, noEscape: true})(data)
}
