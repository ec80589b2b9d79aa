import fc from 'fast-check'
import {scalars} from './scalars.ts'

/** Pieces that are likely to break a YAML writer or reader. */
const pieces = [
  ...scalars, ' ', '  ', '\t', '\n', '\r\n', '\r', ': ', ':', ' #', '#', '- ', '-', '? ', '---', '...', '\n---\n', '%', '@', '`', '!', '!!str ', '&a', '*a', '|', '>', '"', '\'', '\\', '\\n', '{', '}', '[', ']', ',', '{{', '$', '$(A)', '${a}',
  '\0', '\x07', '\x1b', '\x7f', '\x85', '\xa0', '\u00ad', '\u2028', '\u2029', '\u200b', '\ufeff', '\ufffd', '\ufffe', '\uffff', '😀', '-----BEGIN PRIVATE KEY-----\n', 'word', 'Zm9vYmFyCg==',
]

/** Texts of such pieces, and any other text that has a UTF-8 form. */
export const awkwardText = fc.oneof(
  {weight: 4, arbitrary: fc.array(fc.constantFrom(...pieces), {maxLength: 5}).map((all) => all.join(''))},
  {weight: 1, arbitrary: fc.string({unit: 'binary', maxLength: 40})},
  {weight: 1, arbitrary: fc.array(fc.string({unit: 'grapheme-ascii', minLength: 1}), {minLength: 2, maxLength: 4}).map((lines) => lines.join('\n'))},
)

/** Any JSON value, with awkward texts as keys and values; minus zero is left out, for JSON readers do not keep it. */
export const jsonValue = fc.letrec<{value: unknown}>((tie) => ({
  value: fc.oneof(
    {depthSize: 'small', withCrossShrink: true},
    awkwardText,
    fc.oneof(fc.integer(), fc.double({noNaN: true, noDefaultInfinity: true}).map((value) => (value === 0 ? 0 : value)), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), {maxLength: 4}),
    fc.dictionary(awkwardText, tie('value'), {maxKeys: 4, noNullPrototype: true}),
  ),
})).value

/** Small YAML texts, readable and not. */
export const yamlText = fc.array(fc.tuple(
  fc.constantFrom('', '', '', '  ', '    ', '- ', '  - ', '- - '),
  fc.constantFrom('', '', 'a: ', 'b: ', 'a:', '"c": ', '<<: ', 'y: ', '1: ', 'a: &x ', 'b: *x', '? ', ': ', '- ', '&x a: ', '!!str '),
  fc.constantFrom('', '1', 'yes', 'text', '"q"', '\'s\'', '007', '1.10', '|', '>-', '{}', '{a: 1, b: [x]}', '[1, two, {c: d}]', '*x', '&x v', '!!str 1', '# comment', 'a # b', '~', '@', '2001-01-01', '"two\\tlines', '---', '...', '.inf', '!t v', 'a: b'),
), {minLength: 1, maxLength: 6}).map((lines) => lines.map((parts) => parts.join('')).join('\n'))
