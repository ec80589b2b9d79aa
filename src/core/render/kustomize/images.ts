/** An entry of `images` in a kustomization. */
export interface ImageRule {
  name: string
  newName?: string
  newTag?: string
  digest?: string
}

/** An image reference in its parts; a registry's port is no tag. */
export function imageParts(reference: string): {name: string; tag?: string; digest?: string} {
  const [, name = reference, tag, digest] = /^(.+?)(?::(\w[\w.-]*))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(reference) ?? []
  return {name, ...(tag === undefined ? {} : {tag}), ...(digest === undefined ? {} : {digest})}
}

/**
 * The rules that give every container the image it is to have. kustomize knows containers by the name of their image alone, so there is a rule only where
 * all that have a name in common are to have the same image.
 * @param containers image before the rules, or null when it is not of the base (then it has its own already), and image afterwards
 * @returns rules in order of name; a container whose image no rule gives has to bring it itself
 */
export function imageRules(containers: Array<{before: string | null; after: string}>): ImageRule[] {
  const wanted = new Map<string, Set<string>>()
  const add = (name: string, after: string) => wanted.set(name, (wanted.get(name) ?? new Set()).add(after))
  for (const {before, after} of containers) add(imageParts(before ?? after).name, after)
  // What brings its image itself is met by the rules all the same: under the name that it has then.
  for (let changed = true; changed; ) {
    changed = false
    for (const {before, after} of containers) {
      if (before === null || wanted.get(imageParts(before).name)!.size === 1) continue
      const {name} = imageParts(after)
      if (wanted.get(name)?.has(after) ?? true) continue
      add(name, after)
      changed = true
    }
  }
  return [...wanted].filter(([, images]) => images.size === 1).sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, [image]]) => {
    const {name: newName, tag, digest} = imageParts(image!)
    return {name, ...(newName === name ? {} : {newName}), ...(tag === undefined ? {} : {newTag: tag}), ...(digest === undefined ? {} : {digest})}
  })
}
