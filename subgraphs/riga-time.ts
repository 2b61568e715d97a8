const offsets = new Intl.DateTimeFormat('en-US', { timeZone: 'Europe/Riga', timeZoneName: 'longOffset' })
const standardOffsetMs = 2 * 60 * 60 * 1000

/** ISO 8601 with offset, of what a register wrote without one: 2020-01-31T23:59:59 in Latvia. */
export function rigaTime(local: string): string {
  // Less the standard offset, the text is never across a change of the clock, but for the hour that is there twice.
  const near = new Date(Date.parse(`${local}Z`) - standardOffsetMs)
  const name = offsets.formatToParts(near).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  return `${local}${name.replace('GMT', '')}`
}
