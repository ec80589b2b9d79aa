import {expect} from 'chai'
import {calendarEvents} from '../../../../../src/core/render/systemd/calendar.ts'

describe('a schedule as systemd says it', () => {
  for (const [schedule, events] of [
    ['0 3 * * *', ['*-*-* 03:00:00']],
    ['*/20 * * * *', ['*-*-* *:00,20,40:00']],
    ['5/25 9-17/4 * jan,JUL *', ['*-01,07-* 09,13,17:05,30,55:00']],
    ['0 0 * * 1-5', ['Mon,Tue,Wed,Thu,Fri *-*-* 00:00:00']],
    ['0 0 1,15 * *', ['*-*-01,15 00:00:00']],
    // Either day is enough where both are said; a field with a star is none.
    ['0 0 13 * fri', ['*-*-13 00:00:00', 'Fri *-*-* 00:00:00']],
    ['0 0 */10 * 1', ['Mon *-*-01,11,21,31 00:00:00']],
    ['0-59 0-23 1-31 1-12 *', ['*-*-* *:*:00']],
    ['@weekly', ['Sun *-*-* 00:00:00']],
    ['@hourly', ['*-*-* *:00:00']],
  ] as Array<[string, string[]]>)
    it(`${schedule} is ${events.join(' and ')}`, () => expect(calendarEvents(schedule)).to.deep.equal(events))

  it('names the zone, and has no form for @every', () => {
    expect(calendarEvents('0 3 * * *', 'Europe/Zurich')).to.deep.equal(['*-*-* 03:00:00 Europe/Zurich'])
    expect(calendarEvents('@every 1h')).to.equal(null)
  })
})
