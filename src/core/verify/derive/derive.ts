import {createHash, createHmac, createPublicKey} from 'node:crypto'
import type {Derivation} from '../../catalog/types.ts'
import {Secret} from '../../credentials/secret.ts'
import {fillDocument, fillJson, fillWhole, namesOf} from '../place.ts'
import {NoValue, Unplaceable, type Derived, type Moment, type ValueSource} from '../values.ts'
import {jwt} from './jwt.ts'
import {certificateOf, privateKeyOf} from './key.ts'
import {samlAssertion} from './saml.ts'
import {firstGroup, fromBase64, randomText, respell, textAt, timeText} from './text.ts'

/** Derivations that need no answer of an app. */
export type Computed = Exclude<Derivation, {how: 'fetch'}>

/**
 * Makes one value.
 * @param source the fields and the values derived before; a source of its own, for the record of what went into the value is read from it
 * @returns no text, and which fields are lacking, when one that it is made of has no value
 * @throws Unplaceable when it cannot be made of the values that are there
 */
export async function derive(derivation: Computed, source: ValueSource, moment: Moment): Promise<Derived> {
  const origin = () => ({secrets: [...source.secretsTaken], own: derivation.how === 'table' ? [] : [...source.ownTaken], answered: source.answered, pending: source.pending})
  try {
    const text = await make(derivation, source, moment)
    return {...origin(), text: new Secret(text), lacks: []}
  } catch (error) {
    // What stands in for an answer need not have the form of one.
    if (source.pending) return {...origin(), text: new Secret('pending'), lacks: []}
    if (error instanceof NoValue) return {...origin(), text: new Secret(''), lacks: error.names}
    throw error
  }
}

async function make(one: Computed, source: ValueSource, moment: Moment): Promise<string> {
  const whole = (template: string): string => fillWhole(template, source)
  const document = (template: string): string => fillDocument(template, source)
  switch (one.how) {
    case 'table':
      return listed(one, source)
    case 'json':
      return textAt(document(one.from), one.path, namesOf(one.from, source))
    case 'match':
      return firstGroup(whole(one.text), one.pattern, namesOf(one.text, source))
    case 'text':
      return respell(whole(one.text), one)
    case 'now':
      return timeText(one.as, moment.now)
    case 'random':
      return randomText(one.as, moment.random)
    case 'hash':
      return createHash(one.algorithm).update(whole(one.text)).digest(one.encoding)
    case 'hmac':
      return createHmac(one.algorithm, whole(one.key)).update(whole(one.text)).digest(one.encoding)
    case 'base64':
      return Buffer.from(whole(one.text), 'utf8').toString('base64')
    case 'from-base64':
      return fromBase64(document(one.text), namesOf(one.text, source))
    case 'json-text':
      return JSON.stringify(fillJson(one.value, source))
    case 'public-key-hash':
      return createHash('sha256').update(createPublicKey(privateKeyOf(document(one.key), namesOf(one.key, source))).export({type: 'spki', format: 'der'})).digest('base64')
    case 'certificate-thumbprint':
      return createHash('sha1').update(certificateOf(document(one.certificate), namesOf(one.certificate, source)).raw).digest('base64url')
    case 'jwt':
      return jwt(one, source, moment)
    case 'saml-assertion':
      return samlAssertion(one, source, moment)
  }
}

function listed({field, values, otherwise}: Extract<Derivation, {how: 'table'}>, source: ValueSource): string {
  const value = source.take(field)
  if (Object.hasOwn(values, value)) return values[value]!
  if (otherwise !== undefined) return otherwise
  if (value === '') return fillWhole(`{${field}}`, source)
  throw new Unplaceable(`${field} has a value that the recipe does not know; it knows ${Object.keys(values).join(', ')}`)
}
