const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const fields: Array<{what: string; least: number; most: number; names?: Record<string, number>}> = [
  {what: 'minute', least: 0, most: 59}, {what: 'hour', least: 0, most: 23}, {what: 'day of the month', least: 1, most: 31},
  {what: 'month', least: 1, most: 12, names: Object.fromEntries(months.map((name, index) => [name, index + 1]))}, {what: 'day of the week', least: 0, most: 6, names: Object.fromEntries(days.map((name, index) => [name, index]))},
]
const durations: Record<string, number> = {ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600}

/** What is wrong with one part of a field of a schedule, a range with an optional step. */
function rangeFault(range: string, {what, least, most, names}: (typeof fields)[number]): string | undefined {
  const steps = range.split('/')
  const ends = steps[0]!.split('-')
  const read = (text: string): number => (names && Object.hasOwn(names, text.toLowerCase()) ? names[text.toLowerCase()]! : /^\+?[0-9]+$/.test(text) ? Number(text) : Number.NaN)
  const any = ends[0] === '*' || ends[0] === '?'
  if (steps.length > 2 || ends.length > 2) return `has a ${what} that cannot be read: ${range}`
  // What follows `*-` is not read.
  const from = any ? least : read(ends[0]!)
  const to = any ? most : ends.length === 2 ? read(ends[1]!) : steps.length === 2 ? most : from
  const step = steps.length === 2 ? (/^\+?[0-9]+$/.test(steps[1]!) ? Number(steps[1]) : Number.NaN) : 1
  if (Number.isNaN(from) || Number.isNaN(to) || Number.isNaN(step)) return `has a ${what} that cannot be read: ${range}`
  if (from < least || to > most) return `has a ${what} outside ${least} to ${most}: ${range}`
  if (from > to) return `has a ${what} whose range ends before it begins: ${range}`
  return step === 0 ? `has a ${what} with a step of 0: ${range}` : undefined
}

/**
 * What is wrong with a schedule of a CronJob: five fields, or one of the short forms such as `@daily` and `@every 1h`.
 * @returns the fault, to stand after "it", or undefined
 */
export function scheduleFault(schedule: string): string | undefined {
  if (schedule.startsWith('@')) {
    if (['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'].includes(schedule)) return undefined
    const every = /^@every ([+-]?)((?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:ns|us|µs|ms|s|m|h))+|0)$/.exec(schedule)
    if (!every) return 'is none of the short forms @yearly, @monthly, @weekly, @daily, @hourly and @every 1h'
    return [...every[2]!.matchAll(/([0-9.]+)([a-zµ]+)/g)].every(([, amount, unit]) => Number.isFinite(Number(amount) * durations[unit!]!)) ? undefined : 'has a duration that cannot be read'
  }
  const parts = schedule.split(/\s+/).filter(Boolean)
  if (parts.length !== 5) return `has ${parts.length} fields; it needs five: minute, hour, day of the month, month, day of the week`
  for (const [index, part] of parts.entries()) {
    for (const range of part.split(',').filter(Boolean)) {
      const fault = rangeFault(range, fields[index]!)
      if (fault) return fault
    }
  }
  return undefined
}

/** Zones of the database without a region before them, spelt as their files are. */
const plainZones = new Set('CET CST6CDT Cuba EET EST EST5EDT Egypt Eire GB GB-Eire GMT GMT+0 GMT-0 GMT0 Greenwich HST Hongkong Iceland Iran Israel Jamaica Japan Kwajalein Libya MET MST MST7MDT NZ NZ-CHAT Navajo PRC PST8PDT Poland Portugal ROC ROK Singapore Turkey UCT UTC Universal W-SU WET Zulu'.split(' '))

/**
 * What is wrong with a time zone, to stand after "it". The server opens a file of that name, so its case counts.
 * Zones are those this Node knows; of their older names the case of whole words is looked at.
 */
export function timeZoneFault(zone: string): string | undefined {
  if (zone === '') return 'must name a zone such as Europe/Zurich'
  if (plainZones.has(zone)) return undefined
  const fault = 'is no zone of the time zone database, such as Europe/Zurich'
  const words = zone.split('/')
  if (words.length < 2 || words.some((word) => !/^[A-Z]/.test(word) || (word.length > 3 && !/[a-z]/.test(word) && !word.startsWith('GMT')))) return fault
  try {
    new Intl.DateTimeFormat('en', {timeZone: zone})
    return undefined
  } catch {
    return fault
  }
}
