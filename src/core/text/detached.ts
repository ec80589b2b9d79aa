/** A text of its own: V8 lets a part of a file's text hold on to all of it. */
export function detached(text: string): string {
  // Of so few characters it makes a copy in any case.
  if (text.length < 13) return text
  if (text.length > room.length / 3) return Buffer.from(text).toString()
  return room.toString('utf8', 0, room.write(text, 0))
}
const room = Buffer.allocUnsafeSlow(1024)

/** The same text for equal ones, for texts that few differ in, such as the names of namespaces. */
export function shared(text: string): string {
  const known = texts.get(text)
  if (known !== undefined) return known
  const own = detached(text)
  if (texts.size < mostShared) texts.set(own, own)
  return own
}
const texts = new Map<string, string>()
const mostShared = 1000
