/** What Flux does not leave as it is where it substitutes variables (github.com/fluxcd/pkg/envsubst): expressions, and a `$` that is escaped. */
export const fluxLetters: readonly string[] = ['${', '$$']
