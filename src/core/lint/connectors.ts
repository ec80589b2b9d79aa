/** `baton-app` with the label's value where it is a plain or quoted text, or the name of an image such as `baton-asana`. */
const mention = /baton-(?:app(?![\w.-])(?:["']?[ \t]*:[ \t]*["']?([a-z0-9][a-z0-9-]*))?|[\w.-]+)/g

/**
 * Which connectors files may speak of, by label or image, without reading them as YAML: some that they do not mean as well, none less than they mean.
 * @param texts the files
 * @returns whether a connector of a name and an image may be among them
 */
export function namedIn(texts: string[]): (connector: {name: string; image: string}) => boolean {
  const found = new Set<string>()
  for (const text of texts)
    for (const [whole, label] of text.matchAll(mention)) {
      if (label !== undefined) found.add(label).add('baton-app')
      // Written in a way that only a reader of YAML resolves, an alias for instance.
      else if (whole === 'baton-app') return () => true
      else found.add(whole)
    }
  return ({name, image}) => found.has(name) || found.has(image) || (!image.startsWith('baton-') && texts.some((text) => text.includes(image)))
}
