/** Plain scalars whose reading differs between YAML versions, or nearly does; each is also tried in every case and with a sign by the end-to-end test. */
const words = ['y', 'yes', 'on', 'true', 'n', 'no', 'off', 'false', 'null', '~', '', 'nan', 'inf', 'infinity', '.nan', '.inf', 'none', 'nil', 't', 'f']
const numbers = [
  '0', '00', '1', '10', '007', '0777', '08', '09.5', '0_7', '1_000', '1__0', '1_', '_1', '0o17', '0o', '0o8', '0x1F', '0x', '0xZ', '0xFFFFFFFFFFFFFFFF', '0x1FFFFFFFFFFFFFFFF', '0b101', '0b', '0b2',
  '0b-101', '0b+1', '0x1p-2', '1e3', '1e', 'e1', '1e+3', '1e-3', '1E3', '1.5', '1.', '.5', '._5', '.5_0', '.', '..', '1.50', '1.0', '1.10', '1.2.3', '0.1.40', '1e400', '1e-400', '9007199254740993', '9223372036854775807',
  '9223372036854775808', '18446744073709551615', '18446744073709551616', '123456789012345678901234567890', '12:30', '12:30:45', '190:20:30', '2001-01-01', '2001-1-1', '2001-01-01T00:00:00Z', '2001-12-14 21:59:43.10',
  '1,000', '1 000', '1Gi', '128Mi', '500m', '1e3m', '12e', '1d', '1f', '1L',
]

const cases = (word: string): string[] => [...new Set([word, word.toLowerCase(), word.toUpperCase(), word.slice(0, 1).toUpperCase() + word.slice(1), word.slice(0, 1) + word.slice(1).toUpperCase()])]

/** Every spelling that the readers are compared on. */
export const scalars: string[] = [...new Set([
  ...words.flatMap(cases),
  ...numbers.flatMap((number) => [number, `+${number}`, `-${number}`]).filter((text) => text !== '-' && !text.startsWith('- ')),
  ...cases('.NaN'), '+.inf', '-.inf', '-.Inf', '-.nan', '=', '<<', 'a=b', 'a:b', 'http://x', 'a#b', 'é', '日本', '/', '--', '-a', '+a', '+', '_', '__', '...a', '--a',
])]
