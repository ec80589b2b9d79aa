/** True for a text such as `<C1 client ID>`. */
export const isPlaceholder = (text: string): boolean => /^<[A-Za-z][^<>\n]*>$/.test(text.trim())

/** True for a text that something else puts the value into before the connector reads it: `${VAR}` (envsubst, Flux), `{{ }}` (Helm), `$(VAR)` (Kubernetes), the address of a vault, what SOPS encrypted. */
export const isReference = (text: string): boolean => /\$\{[A-Za-z_][^}]*\}|\{\{[^}]*\}\}|\$\([\w.-]+\)|^\s*(?:ENC\[|vault:|ref\+\w+:\/\/|op:\/\/)/.test(text)

const example = /^(?:[x*.…_-]+|change[-_ ]?me.*|replace[-_ ]?(?:me|with).*|(?:your|my|insert|enter|put|some|example|sample|dummy|fake|placeholder|redacted|todo|tbd|fixme)(?:[-_ .].*)?|secret|password|token|none|null)$/i

/** True for a text that nobody would take for a credential: an example, or one that only shows the form (`secret-token:conductorone.com:...`). */
const isExample = (text: string): boolean => example.test(text.trim()) || /(?:\.\.\.|…|x{4,}|\*{3,})$/i.test(text.trim())

/** True for a text that is what the connector gets: not empty, no placeholder, no example, and no reference to the value. */
export const isOwnValue = (text: string): boolean => text.trim() !== '' && !isPlaceholder(text) && !isReference(text) && !isExample(text)
