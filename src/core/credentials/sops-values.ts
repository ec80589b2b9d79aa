import {createCipheriv, createDecipheriv} from 'node:crypto'

/** Types that sops writes behind a value (aes/cipher.go). */
export type SopsType = 'str' | 'int' | 'float' | 'bool' | 'bytes' | 'time' | 'comment'

const shape = /^ENC\[AES256_GCM,data:([A-Za-z0-9+/]*={0,2}),iv:([A-Za-z0-9+/]+={0,2}),tag:([A-Za-z0-9+/]+={0,2}),type:([a-z]+)\]$/
const types = new Set<string>(['str', 'int', 'float', 'bool', 'bytes', 'time', 'comment'])
const ivBytes = 32
const tagBytes = 16

/** The data that AES-GCM binds a value to: the keys on the way to it (indices of lists are not part of it). */
export function boundTo(path: string[]): string {
  return `${path.join(':')}:`
}

/** True for text of the form `ENC[AES256_GCM,...]`. */
export function isEncrypted(text: string): boolean {
  return shape.test(text)
}

/**
 * Encrypts one value as sops does; empty text stays empty there.
 * @param key the 32 bytes of the file's data key
 * @param bound what the value is bound to, from `boundTo`; for the MAC the text of `lastmodified`
 * @param iv 32 fresh random bytes
 */
export function encryptValue(text: string, type: SopsType, key: Uint8Array, bound: string, iv: Uint8Array): string {
  if (text === '') return ''
  if (iv.length !== ivBytes) throw new RangeError('sops uses an IV of 32 bytes')
  const cipher = createCipheriv('aes-256-gcm', key, iv, {authTagLength: tagBytes})
  cipher.setAAD(Buffer.from(bound, 'utf8'))
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
  return `ENC[AES256_GCM,data:${base64(data)},iv:${base64(iv)},tag:${base64(cipher.getAuthTag())},type:${type}]`
}

/**
 * Decrypts one value.
 * @returns the bytes and the type; null when the text is no encrypted value, or was not made with this key for this place
 */
export function decryptValue(text: string, key: Uint8Array, bound: string): {bytes: Buffer; type: SopsType} | null {
  if (text === '') return {bytes: Buffer.alloc(0), type: 'str'}
  const [, data, iv, tag, type] = shape.exec(text) ?? []
  if (data === undefined || iv === undefined || tag === undefined || type === undefined || !types.has(type)) return null
  try {
    // authTagLength: Node would accept a shortened tag otherwise, which is easy to forge.
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64'), {authTagLength: tagBytes})
    decipher.setAAD(Buffer.from(bound, 'utf8'))
    decipher.setAuthTag(Buffer.from(tag, 'base64'))
    return {bytes: Buffer.concat([decipher.update(Buffer.from(data, 'base64')), decipher.final()]), type: type as SopsType}
  } catch {
    return null
  }
}

const goInt = /^[-+]?(?:0b[01]+|0o?[0-7]+|0x[0-9a-f]+|[1-9]\d*|0)$/i
const goFloat = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:e[-+]?\d+)?$/i
const goDate = /^\d{4}-\d\d-\d\d$/
const goTime = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d*?)0*)?(Z|[-+]\d\d:\d\d)$/

/**
 * What sops feeds into the MAC for a plain scalar that it leaves in clear: the text of the value that go-yaml v3 reads (numbers in decimal, `True`).
 * @returns null for null, which sops passes over
 */
export function clearText(plain: string): string | null {
  if (['', '~', 'null', 'Null', 'NULL'].includes(plain)) return null
  if (['true', 'True', 'TRUE'].includes(plain)) return 'True'
  if (['false', 'False', 'FALSE'].includes(plain)) return 'False'
  const digits = plain.replaceAll('_', '')
  if (goInt.test(digits)) {
    const negative = digits.startsWith('-')
    const bare = digits.replace(/^[-+]/, '').toLowerCase()
    const value = BigInt(/^0[0-7]+$/.test(bare) ? `0o${bare.slice(1)}` : bare)
    return String(negative ? -value : value)
  }
  if (goFloat.test(digits)) return decimal(Number(digits))
  if (/^[-+]?\.(inf|Inf|INF)$/.test(plain)) return plain.startsWith('-') ? '-Inf' : '+Inf'
  if (/^\.(nan|NaN|NAN)$/.test(plain)) return 'NaN'
  if (goDate.test(plain)) return `${plain}T00:00:00Z`
  const [, day, time, fraction, zone] = goTime.exec(plain) ?? []
  if (day) return `${day}T${time}${fraction ? `.${fraction}` : ''}${zone === '+00:00' ? 'Z' : zone}`
  return plain
}

/** The shortest decimal text of a number without an exponent, as Go's FormatFloat(v, 'f', -1). */
function decimal(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  const [mantissa, exponent] = String(value).split('e')
  if (exponent === undefined) return Object.is(value, -0) ? '-0' : mantissa!
  const sign = mantissa!.startsWith('-') ? '-' : ''
  const [whole, fraction = ''] = mantissa!.replace('-', '').split('.')
  const point = whole!.length + Number(exponent)
  const digits = whole + fraction
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  return sign + (point >= digits.length ? digits.padEnd(point, '0') : `${digits.slice(0, point)}.${digits.slice(point)}`)
}
