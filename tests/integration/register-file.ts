/** The columns of `register.csv` that a file must have, and those that the tests look at. */
export const header =
  'regcode;name;without_quotes;regtype;type;registered;terminated;closed;address;addressid;atvk'

/** Invented registration numbers with right check digits. */
export const numbers = Array.from(
  { length: 400 },
  (_, index) => `4099${String(index).padStart(6, '0')}`,
).flatMap((start) => {
  const weights = [9, 1, 4, 8, 3, 10, 2, 5, 7, 6]
  const sum = weights.reduce((total, weight, index) => total + weight * Number(start[index]), 0)
  const check = (14 - (sum % 11)) % 11
  return check === 10 ? [] : [`${start}${check}`]
})

/** The row of the entity with that one of the `numbers`. */
export function entity(
  index: number,
  changes: { name?: string; closed?: string; registered?: string } = {},
): string {
  const { name = `SIA "Paraugs ${index}"`, closed = ' ', registered = '2009-02-17' } = changes
  const quoted = `"${name.replaceAll('"', '""')}"`
  return `${numbers[index]};${quoted};0;K;SIA;${registered};;${closed};Rīga;0;0010000`
}

export function entities(count: number): string[] {
  return Array.from({ length: count }, (_, index) => entity(index))
}
