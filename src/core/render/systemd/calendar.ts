const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const short: Record<string, string> = {
  '@yearly': '0 0 1 1 *', '@annually': '0 0 1 1 *', '@monthly': '0 0 1 * *', '@weekly': '0 0 * * 0', '@daily': '0 0 * * *', '@midnight': '0 0 * * *', '@hourly': '0 * * * *',
}
const pad = (number: number): string => String(number).padStart(2, '0')

/**
 * The numbers of one field of a schedule; null when it says nothing. As Kubernetes reads it (robfig/cron): a step without an end runs to the last number,
 * and only a field that begins with `*` or `?` counts as said nothing where days of the month and of the week meet.
 */
function numbers(field: string, least: number, most: number, names: string[] = []): number[] | null {
  const read = (text: string) => (names.includes(text.toLowerCase()) ? names.indexOf(text.toLowerCase()) + least : Number(text))
  const found = new Set<number>()
  for (const part of field.split(',').filter(Boolean)) {
    const [range = '', step] = part.split('/')
    const [first = '', last] = range.split('-')
    const any = first === '*' || first === '?'
    const from = any ? least : read(first)
    const to = any || (last === undefined && step !== undefined) ? most : last === undefined ? from : read(last)
    for (let number = from; number <= to; number += Number(step ?? 1)) found.add(number)
  }
  return found.size === most - least + 1 ? null : [...found].sort((one, other) => one - other)
}

const isOpen = (field: string): boolean => field.split(',').some((part) => /^[*?]/.test(part))

/**
 * A schedule of a CronJob as OnCalendar= of systemd, which has no form for either of two days: then there are two.
 * @param schedule five fields or a short form, known to be right
 * @param timeZone the machine's own when not given
 * @returns null for `@every`, which counts from the start of the process
 */
export function calendarEvents(schedule: string, timeZone?: string): string[] | null {
  if (schedule.startsWith('@every')) return null
  const [minute = '', hour = '', date = '', month = '', day = ''] = (short[schedule] ?? schedule).split(/\s+/).filter(Boolean)
  const list = (found: number[] | null) => found?.map(pad).join(',') ?? '*'
  const time = `${list(numbers(hour, 0, 23))}:${list(numbers(minute, 0, 59))}:00${timeZone === undefined ? '' : ` ${timeZone}`}`
  const inMonth = list(numbers(month, 1, 12, months))
  const dates = numbers(date, 1, 31)
  const weekdays = numbers(day, 0, 6, days)
  const event = (onDays: number[] | null, onDates: number[] | null) => `${onDays ? `${onDays.map((one) => days[one]![0]!.toUpperCase() + days[one]!.slice(1)).join(',')} ` : ''}*-${inMonth}-${list(onDates)} ${time}`
  // Where both are said, one of them is enough; where one is open, both have to be right.
  return isOpen(date) || isOpen(day) ? [event(weekdays, dates)] : [event(null, dates), event(weekdays, null)]
}
