import {createHash} from 'node:crypto'
import {armor, Decrypter, Encrypter} from 'age-encryption'
import {isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type Document, type Pair, type Scalar, type YAMLMap} from 'yaml'
import {problem, ProblemError, type Place, type Problem} from '../problems/problem.ts'
import {matches} from '../text/bounded-match.ts'
import {startsWith} from '../values/paths.ts'
import {serialize} from '../yaml/serialize.ts'
import {Secret} from './secret.ts'
import {boundTo, clearText, decryptValue, encryptValue, isEncrypted, type SopsType} from './sops-values.ts'

/** The private half of an age key pair. */
export interface AgeIdentity {
  /** The public half, `age1...`. */
  recipient: string
  key: Secret
}

/** Which values of a file are encrypted: at most one of the four rules; none means the suffix `_unencrypted` stays in clear. */
export interface EncryptionRule {
  unencrypted_suffix?: string
  encrypted_suffix?: string
  unencrypted_regex?: string
  encrypted_regex?: string
  mac_only_encrypted?: boolean
}

/** One value of an opened file. */
export interface StoredValue {
  path: string[]
  text: Secret
  /** How sops typed it; what was no text when it was typed in may have lost its spelling. `null` is a value that is not there. */
  type: Exclude<SopsType, 'comment'> | 'null'
  encrypted: boolean
  at: Place
}

/** A change of an opened file: values to set, and paths to take out. */
export interface StoreChange {
  set?: Array<{path: string[]; text: Secret}>
  remove?: string[][]
}

/** Where time and chance come from. */
export interface Fresh {
  now: Date
  randomBytes: (size: number) => Uint8Array
}

/** The release of sops whose file format this is. */
const formatVersion = '3.13.2'
/** First bytes of a MAC over encrypted values only: the SHA-256 of `sops` (MACOnlyEncryptedInitialization). */
const onlyEncryptedStart = createHash('sha256').update('sops').digest()
const otherKeys = {pgp: 'PGP', kms: 'AWS KMS', gcp_kms: 'GCP KMS', azure_kv: 'Azure Key Vault', hc_vault: 'HashiCorp Vault', hckms: 'Huawei Cloud KMS'}
const ruleNames = ['unencrypted_suffix', 'encrypted_suffix', 'unencrypted_regex', 'encrypted_regex'] as const

interface Metadata {
  age: Array<{recipient: string; enc: string}>
  others: string[]
  lastModified: Scalar<string>
  mac: Scalar<string>
  rule: EncryptionRule
}

interface Parsed {
  source: string
  file: string
  document: Document
  root: YAMLMap
  lines: LineCounter
  metadata: Metadata
}

/** A SOPS file whose MAC was found right; it keeps the data key, so that a change leaves all other values as they are. */
export class OpenStore {
  readonly source: string
  readonly file: string
  readonly values: StoredValue[]
  /** Public keys that the file is encrypted to. */
  readonly recipients: string[]
  readonly #dataKey: Uint8Array

  constructor(parsed: Parsed, dataKey: Uint8Array) {
    this.source = parsed.source
    this.file = parsed.file
    this.recipients = parsed.metadata.age.map(({recipient}) => recipient)
    this.#dataKey = dataKey
    this.values = verifiedValues(parsed, dataKey)
  }

  /** The value at a path; undefined when there is none. */
  value(path: string[]): StoredValue | undefined {
    return this.values.find((one) => one.type !== 'null' && samePath(one.path, path))
  }

  /**
   * The file with other values. Ciphertext of what does not change stays, and so do comments and order; without a change the text is the same.
   * @throws ProblemError `store-invalid` when the file's own rule would leave a new value in clear, or its layout cannot be edited
   */
  change({set = [], remove = []}: StoreChange, fresh: Fresh): string {
    const changed = set.filter(({path, text}) => this.value(path)?.text.reveal() !== text.reveal() || this.value(path)?.encrypted === false)
    const removed = remove.filter((path) => this.values.some((one) => startsWith(one.path, path)))
    if (changed.length === 0 && removed.length === 0) return this.source
    let {source} = this
    for (const path of removed) source = withoutPath(parse(source, this.file), path)
    for (const {path, text} of changed) {
      const parsed = parse(source, this.file)
      if (!mustEncrypt(path, parsed.metadata.rule)) throw new ProblemError(problem('store-invalid', `${this.file}: its rule would leave ${path.join('.')} in clear.`, {next: ['Remove the encrypted_* or unencrypted_* rule under `sops` by making the file anew.']}))
      source = withValue(parsed, path, encryptValue(text.reveal(), 'str', this.#dataKey, boundTo(path), fresh.randomBytes(32)))
    }
    return sealed(source, this.file, this.#dataKey, fresh)
  }
}

/**
 * Opens a SOPS YAML file that sops or c1ctl wrote.
 * @param file its path as a person knows it, for problems
 * @throws ProblemError `store-invalid`, `store-not-for-you`, `store-tampered`, `identity-missing`
 */
export async function openStore(source: string, {file, identities}: {file: string; identities: AgeIdentity[]}): Promise<OpenStore> {
  const parsed = parse(source, file)
  return new OpenStore(parsed, await dataKeyOf(parsed, identities))
}

/**
 * Writes a new SOPS YAML file.
 * @param recipients age public keys, at least one
 * @throws ProblemError `store-invalid` for a recipient that age-encryption cannot encrypt to
 */
export async function createStore({file, recipients, rule = {}, values, fresh}: {file: string; recipients: string[]; rule?: EncryptionRule; values: StoreChange['set']; fresh: Fresh}): Promise<string> {
  const dataKey = fresh.randomBytes(32)
  const lines = ['sops:', '    age:']
  for (const recipient of recipients) {
    const sealedKey = armor.encode(await encryptTo(recipient, dataKey)).trimEnd().split('\n')
    lines.push('        - enc: |', ...sealedKey.map((line) => `            ${line}`), `          recipient: ${recipient}`)
  }
  lines.push('    lastmodified: ""', '    mac: ""')
  const chosen = ruleNames.find((name) => rule[name])
  lines.push(`    ${serialize({[chosen ?? 'unencrypted_suffix']: chosen ? rule[chosen] : '_unencrypted'}).trimEnd()}`)
  if (rule.mac_only_encrypted) lines.push('    mac_only_encrypted: true')
  lines.push(`    version: ${formatVersion}`, '')
  const empty = sealed(lines.join('\n'), file, dataKey, fresh)
  return new OpenStore(parse(empty, file), dataKey).change({set: values ?? []}, fresh)
}

/** The public keys that a file names, without opening it. Throws as `openStore` does for a file that cannot be read. */
export function recipientsOf(source: string, file: string): string[] {
  return parse(source, file).metadata.age.map(({recipient}) => recipient)
}

async function encryptTo(recipient: string, dataKey: Uint8Array): Promise<Uint8Array> {
  const encrypter = new Encrypter()
  try {
    encrypter.addRecipient(recipient)
  } catch {
    throw new ProblemError(problem('store-invalid', `c1ctl cannot encrypt to the recipient ${recipient.slice(0, 90)}.`, {why: 'It writes to native age recipients (age1...); SSH keys and plugins need the sops program.', next: ['Correct the recipient in .sops.yaml, or make the file with `sops`: c1ctl changes it from then on.']}))
  }
  return encrypter.encrypt(dataKey)
}

async function dataKeyOf({metadata, file}: Parsed, identities: AgeIdentity[]): Promise<Uint8Array> {
  if (metadata.age.length === 0) {
    const needed = metadata.others.length > 0 ? `only to ${metadata.others.join(', ')}` : 'to nobody'
    throw new ProblemError(problem('store-invalid', `${file} is encrypted ${needed}; c1ctl opens age recipients.`, {why: 'Other key services need their own programs and sign-in.', next: [`Add an age recipient with \`sops rotate -i --add-age RECIPIENT ${file}\`.`]}))
  }
  if (identities.length === 0) throw new ProblemError(problem('identity-missing', `${file} cannot be opened: no age identity was found.`))
  const decrypter = new Decrypter()
  for (const {key} of identities) decrypter.addIdentity(key.reveal())
  const mine = new Set(identities.map(({recipient}) => recipient))
  // The names of recipients are not authenticated: what is not marked as ours may be ours all the same.
  for (const {enc} of [...metadata.age].sort((a, b) => Number(mine.has(b.recipient)) - Number(mine.has(a.recipient)))) {
    try {
      const dataKey = await decrypter.decrypt(armor.decode(enc))
      if (dataKey.length === 32) return dataKey
    } catch {
      continue
    }
  }
  const named = metadata.age.map(({recipient}) => recipient)
  if (named.some((recipient) => mine.has(recipient))) throw tampered(file, 'the encrypted data key of your recipient does not open')
  throw new ProblemError(problem('store-not-for-you', `${file} is encrypted to ${named.join(', ')}; the identities found here are ${[...mine].join(', ')}.`))
}

function tampered(file: string, how: string, at?: Place): ProblemError {
  return new ProblemError(problem('store-tampered', `${file}: ${how}.`, at ? {at} : {}))
}

function invalid(file: string, how: string, more: {at?: Place; next?: string[]} = {}): ProblemError {
  return new ProblemError(problem('store-invalid', `${file} ${how}.`, more))
}

function parse(source: string, file: string): Parsed {
  const lines = new LineCounter()
  const place = (offset: number): Place => placeAt(lines, file, offset)
  const conflict = /^(?:<{7}|>{7}|={7})(?: |$)/m.exec(source)
  if (conflict) throw invalid(file, 'holds the marks of a merge conflict', {at: conflictPlace(source, conflict.index, file), next: ['Take one side whole (`git checkout --ours FILE` or `--theirs`), then set the credentials of the other side again.']})
  // failsafe: every scalar stays text; what sops takes a clear one for is decided by clearText.
  const [document, ...more] = parseAllDocuments(source, {schema: 'failsafe', lineCounter: lines, prettyErrors: false}) as Document[]
  // The texts of YAML errors may quote a value, so only their kind is told.
  const errors: Problem[] = (document?.errors ?? []).map((error) => problem('store-invalid', `${file} is not valid YAML (${error.code.toLowerCase().replaceAll('_', ' ')}).`, {at: place(error.pos[0])}))
  if (errors.length > 0) throw new ProblemError(errors)
  if (!document || !isMap(document.contents) || more.length > 0) throw invalid(file, 'is not a single YAML mapping')
  const root = document.contents as YAMLMap
  const sops = root.get('sops', true)
  if (!isMap(sops)) throw invalid(file, 'has no `sops` section: it is not encrypted', {next: [`If it holds values in clear: \`sops encrypt -i ${file}\`. If they were committed, make new ones.`]})
  return {source, file, document, root, lines, metadata: metadataOf(sops as YAMLMap, file, place)}
}

function placeAt(lines: LineCounter, file: string, offset: number): Place {
  const {line, col} = lines.linePos(offset)
  return {file, line: Math.max(line, 1), column: Math.max(col, 1)}
}

function conflictPlace(source: string, offset: number, file: string): Place {
  return {file, line: source.slice(0, offset).split('\n').length, column: 1}
}

function metadataOf(sops: YAMLMap, file: string, place: (offset: number) => Place): Metadata {
  const at = place(sops.range?.[0] ?? 0)
  const text = (map: YAMLMap, key: string): Scalar<string> | undefined => {
    const node = map.get(key, true)
    return isScalar(node) && typeof node.value === 'string' ? (node as Scalar<string>) : undefined
  }
  const entries = (key: string): YAMLMap[] => {
    const list = sops.get(key, true)
    return isSeq(list) ? list.items.filter((item): item is YAMLMap => isMap(item)) : []
  }
  if (entries('key_groups').length > 1) throw invalid(file, 'needs several key groups to open, which c1ctl cannot do', {at, next: ['Change it with the sops program.']})
  const commentRule = ['encrypted_comment_regex', 'unencrypted_comment_regex'].find((name) => text(sops, name)?.value)
  if (commentRule) throw invalid(file, `chooses what to encrypt by comments (${commentRule}), which c1ctl cannot follow`, {at, next: ['Use encrypted_regex, or change the file with the sops program.']})
  const rule: EncryptionRule = {}
  for (const name of ruleNames) {
    const value = text(sops, name)?.value
    if (value) rule[name] = value
  }
  if (Object.keys(rule).length > 1) throw invalid(file, `has more than one rule of what to encrypt: ${Object.keys(rule).join(', ')}`, {at})
  for (const name of ['unencrypted_regex', 'encrypted_regex'] as const) if (rule[name] !== undefined && !goRegExp(rule[name])) throw invalid(file, `has a ${name} that c1ctl cannot read`, {at})
  if (Object.keys(rule).length === 0) rule.unencrypted_suffix = '_unencrypted'
  rule.mac_only_encrypted = text(sops, 'mac_only_encrypted')?.value === 'true'
  const lastModified = text(sops, 'lastmodified')
  const mac = text(sops, 'mac')
  if (!lastModified || !mac) throw tampered(file, 'its message authentication code is gone', at)
  const age = entries('age').map((entry) => ({recipient: text(entry, 'recipient')?.value ?? '', enc: text(entry, 'enc')?.value ?? ''}))
  return {age, others: Object.entries(otherKeys).filter(([key]) => entries(key).length > 0).map(([, title]) => title), lastModified, mac, rule}
}

/** A regular expression of Go; null when JavaScript cannot read it. Flags stand in front of it there: `(?i)`. */
export function goRegExp(pattern: string): RegExp | null {
  const [, flags = '', body = ''] = /^(?:\(\?([ims]+)\))?([\s\S]*)$/.exec(pattern) ?? []
  try {
    return new RegExp(body, flags)
  } catch {
    return null
  }
}

/** Whether sops encrypts what stands at a path: any key on the way may decide (Tree.shouldBeEncrypted). */
function mustEncrypt(path: string[], rule: EncryptionRule): boolean {
  const some = (test: (key: string) => boolean | undefined) => path.some((key) => test(key) === true)
  if (rule.encrypted_suffix) return some((key) => key.endsWith(rule.encrypted_suffix!))
  if (rule.encrypted_regex) return some((key) => keyMatches(rule.encrypted_regex!, key))
  if (rule.unencrypted_regex) return !some((key) => keyMatches(rule.unencrypted_regex!, key))
  return !some((key) => key.endsWith(rule.unencrypted_suffix ?? '_unencrypted'))
}

function keyMatches(pattern: string, key: string): boolean {
  const expression = goRegExp(pattern)
  const found = expression ? matches(expression, key) : false
  if (found === null) throw new ProblemError(problem('store-invalid', `The rule ${JSON.stringify(pattern)} of a store comes to no end on the key ${key}.`, {next: ['Write a simpler pattern under `sops`, with the sops program.']}))
  return found
}

/** Every scalar of the file with its path, in order; `sops` itself aside. */
function* leavesOf({root, file, lines}: Parsed): Generator<{path: string[]; node: Scalar; at: Place}> {
  function* walk(node: unknown, path: string[]): Generator<{path: string[]; node: Scalar; at: Place}> {
    if (isMap(node))
      for (const pair of node.items) {
        const key = isScalar(pair.key) ? String(pair.key.value) : undefined
        if (key === undefined) throw invalid(file, 'has a key that is no text', {at: placeAt(lines, file, node.range?.[0] ?? 0)})
        if (path.length > 0 || key !== 'sops') yield* walk(pair.value, [...path, key])
      }
    else if (isSeq(node)) for (const item of node.items) yield* walk(item, path)
    else if (isAlias(node)) throw invalid(file, 'uses a YAML alias, which sops does not write', {at: placeAt(lines, file, node.range?.[0] ?? 0)})
    else if (isScalar(node)) yield {path, node, at: placeAt(lines, file, node.range?.[0] ?? 0)}
  }
  yield* walk(root, [])
}

/** Decrypts every value and gives the MAC over them (Tree.Decrypt). */
function decryptAll(parsed: Parsed, dataKey: Uint8Array): {values: StoredValue[]; mac: string} {
  const {file, metadata: {rule}} = parsed
  const hash = createHash('sha512')
  if (rule.mac_only_encrypted) hash.update(onlyEncryptedStart)
  const values: StoredValue[] = []
  const faults: Problem[] = []
  for (const {path, node, at} of leavesOf(parsed)) {
    const source = String(node.value)
    const plain = node.type === 'PLAIN'
    const clear = plain ? clearText(source) : source
    const name = path.join('.')
    if (clear === null) {
      values.push({path, text: new Secret(''), type: 'null', encrypted: false, at})
    } else if (mustEncrypt(path, rule)) {
      const decrypted = decryptValue(source, dataKey, boundTo(path))
      if (!decrypted || decrypted.type === 'comment') {
        const how = isEncrypted(source) ? `the value of ${name} does not decrypt` : `the value of ${name} is not encrypted`
        faults.push(...tampered(file, how, at).problems)
        continue
      }
      hash.update(decrypted.bytes)
      const text = decrypted.bytes.toString('utf8')
      if (!Buffer.from(text, 'utf8').equals(decrypted.bytes)) faults.push(...invalid(file, `holds a value that is no UTF-8 text: ${name}`, {at}).problems)
      values.push({path, text: new Secret(decrypted.type === 'bool' ? text.toLowerCase() : text), type: decrypted.type, encrypted: true, at})
    } else {
      if (!rule.mac_only_encrypted) hash.update(clear)
      values.push({path, text: new Secret(source), type: 'str', encrypted: false, at})
    }
  }
  if (faults.length > 0) throw new ProblemError(faults)
  return {values, mac: hash.digest('hex').toUpperCase()}
}

function verifiedValues(parsed: Parsed, dataKey: Uint8Array): StoredValue[] {
  const {file, lines, metadata: {mac, lastModified}} = parsed
  const {values, mac: computed} = decryptAll(parsed, dataKey)
  const found = decryptValue(mac.value, dataKey, lastModified.value)?.bytes.toString('utf8')
  if (found !== computed) throw tampered(file, 'its message authentication code does not fit', placeAt(lines, file, mac.range?.[0] ?? 0))
  return values
}

/** The text with a fresh `lastmodified` and the MAC of what it now holds. */
function sealed(source: string, file: string, dataKey: Uint8Array, {now, randomBytes}: Fresh): string {
  const stamp = `${now.toISOString().slice(0, 19)}Z`
  const {mac} = decryptAll(parse(source, file), dataKey)
  const stamped = replaced(source, parse(source, file).metadata.lastModified, JSON.stringify(stamp))
  const finished = replaced(stamped, parse(stamped, file).metadata.mac, encryptValue(mac, 'str', dataKey, stamp, randomBytes(32)))
  verifiedValues(parse(finished, file), dataKey)
  return finished
}

function replaced(source: string, node: Scalar, text: string): string {
  const [start, end] = node.range ?? [0, 0]
  // `key:` without a value ends right after its colon.
  return `${source.slice(0, start)}${source[start - 1] === ':' ? ' ' : ''}${text}${source.slice(end)}`
}

/** The text with one value set: in place where there is one, else as a new line after the last one of its mapping. */
function withValue(parsed: Parsed, path: string[], value: string): string {
  const {source, root} = parsed
  const text = value === '' ? '""' : value
  let map = root
  for (const [depth, key] of path.entries()) {
    const pair = pairOf(map, key)
    const last = depth === path.length - 1
    if (!pair) return withNewLines(parsed, map, path.slice(depth), text)
    if (last) {
      if (isScalar(pair.value) && pair.value.type !== 'BLOCK_LITERAL' && pair.value.type !== 'BLOCK_FOLDED') return replaced(source, pair.value, text)
      return withValue(parse(withoutPath(parsed, path), parsed.file), path, value)
    }
    if (!isMap(pair.value)) return withValue(parse(withoutPath(parsed, path.slice(0, depth + 1)), parsed.file), path, value)
    map = pair.value as YAMLMap
  }
  return source
}

function withNewLines({source, file, root, lines}: Parsed, map: YAMLMap, path: string[], value: string): string {
  const top = map === root
  const first = map.items[0]
  if (map.flow && first) throw invalid(file, 'is written in flow style, which c1ctl does not edit', {at: placeAt(lines, file, map.range?.[0] ?? 0), next: ['Open and save it once with `sops`, which writes it in lines.']})
  const step = 4
  const keyColumn = first ? columnOf(lines, startOf(first)) : columnOf(lines, startOf(parentPair(root, map)!)) + step
  const added = path.map((key, depth) => `${' '.repeat(keyColumn + depth * step)}${keyText(key)}:${depth === path.length - 1 ? ` ${value}` : ''}\n`).join('')
  if (!first) {
    const [start, end] = map.range ?? [0, 0, 0]
    const rest = source.slice(end)
    return `${source.slice(0, start).trimEnd()}\n${added}${rest.startsWith('\n') ? rest.slice(1) : rest}`
  }
  // At the top a new section goes before `sops`, which sops itself writes last.
  const before = top ? pairOf(root, 'sops') : undefined
  const at = before ? startOf(before) : lineEndAfter(source, endOf(map.items.at(-1)!))
  return `${source.slice(0, at)}${at > 0 && source[at - 1] !== '\n' ? '\n' : ''}${added}${source.slice(at)}`
}

/** The text without the lines of one path; a mapping that this empties goes too, but a top one stays as `{}`. */
function withoutPath(parsed: Parsed, path: string[]): string {
  const {source, file, root, lines} = parsed
  let map = root
  for (const [depth, key] of path.entries()) {
    const pair = pairOf(map, key)
    if (!pair) return source
    if (depth < path.length - 1) {
      if (!isMap(pair.value)) return source
      map = pair.value as YAMLMap
      continue
    }
    if (map.flow) throw invalid(file, 'is written in flow style, which c1ctl does not edit', {at: placeAt(lines, file, map.range?.[0] ?? 0), next: ['Open and save it once with `sops`, which writes it in lines.']})
    const end = lineEndAfter(source, endOf(pair))
    if (map.items.length === 1 && depth === 1) {
      const parent = pairOf(root, path[0]!)!
      return `${source.slice(0, startOf(parent))}${keyText(path[0]!)}: {}\n${source.slice(end)}`
    }
    if (map.items.length === 1 && depth > 1) return withoutPath(parsed, path.slice(0, -1))
    return source.slice(0, lineStart(source, startOf(pair))) + source.slice(end)
  }
  return source
}

const samePath = (a: string[], b: string[]): boolean => a.length === b.length && startsWith(a, b)
const pairOf = (map: YAMLMap, key: string): Pair | undefined => map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key)
const keyText = (key: string): string => serialize({[key]: 0}).slice(0, -': 0\n'.length)
const startOf = (pair: Pair): number => (isScalar(pair.key) ? (pair.key.range?.[0] ?? 0) : 0)
const columnOf = (lines: LineCounter, offset: number): number => lines.linePos(offset).col - 1
const lineStart = (source: string, offset: number): number => source.lastIndexOf('\n', offset - 1) + 1

function parentPair(root: YAMLMap, child: YAMLMap): Pair | undefined {
  for (const pair of root.items) {
    if (pair.value === child) return pair
    const deeper = isMap(pair.value) ? parentPair(pair.value as YAMLMap, child) : undefined
    if (deeper) return deeper
  }
  return undefined
}

/** Where the last scalar of a pair ends: ranges of mappings reach into the comments behind them. */
function endOf(pair: Pair): number {
  const end = (node: unknown, fallback: number): number => {
    if (isMap(node) && !node.flow && node.items.length > 0) return endOf(node.items.at(-1)!)
    if (isSeq(node) && !node.flow && node.items.length > 0) return end(node.items.at(-1), fallback)
    return (node as Scalar | null)?.range?.[1] ?? fallback
  }
  return end(pair.value, isScalar(pair.key) ? (pair.key.range?.[1] ?? 0) : 0)
}

/** The start of the line after the one that holds this offset; a block scalar ends behind its own line break. */
function lineEndAfter(source: string, offset: number): number {
  if (offset > 0 && source[offset - 1] === '\n') return offset
  const end = source.indexOf('\n', offset)
  return end < 0 ? source.length : end + 1
}
