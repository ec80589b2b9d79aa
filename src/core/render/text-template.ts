import Handlebars from 'handlebars'

/** Writes one value so that the format reads back exactly it; throws where the format has no way to. */
export type Encoder = (value: any) => string

/**
 * Compiles the template of a text format. Strict: a name that the data lacks is an error, not nothing. No value gets into the text as it is: each
 * insertion names an encoder of the format, `{{quoted name}}`; `{{#if}}`, `{{#each}}` and partless text stay Handlebars' own.
 * @param source the template; a target's lie in templates/<target>/ and come as `templates` of its templates.generated.ts
 * @param encoders by the name under which the template calls them
 * @throws Error for an insertion without an encoder: a fault of the template
 */
export function textTemplate(source: string, encoders: Record<string, Encoder>): (data: object) => string {
  const handlebars = Handlebars.create()
  for (const [name, encode] of Object.entries(encoders))
    handlebars.registerHelper(name, (value: unknown) => {
      // Strict mode does not look at what is handed to a helper.
      if (value === undefined) throw new Error(`the data lacks what {{${name}}} is to write`)
      return encode(value)
    })
  const visitor = new Handlebars.Visitor()
  visitor.MustacheStatement = ({path, params, loc}) => {
    const name = path.type === 'PathExpression' ? (path as hbs.AST.PathExpression).original : ''
    if (!Object.hasOwn(encoders, name) || params.length === 0) throw new Error(`line ${loc.start.line}: {{${name}}} goes through no encoder`)
  }
  visitor.accept(handlebars.parse(source))
  return handlebars.compile(source, {strict: true, noEscape: true, knownHelpers: Object.fromEntries(Object.keys(encoders).map((name) => [name, true]))})
}
