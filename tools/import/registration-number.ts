const weights = [9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]

/** Old farms have nine digits, for which no check is known; all others eleven, whose weighted sum is 3 modulo 11. */
export function isRegistrationNumber(text: string): boolean {
  if (/^\d{9}$/.test(text)) return true
  if (!/^\d{11}$/.test(text)) return false
  const sum = weights.reduce((total, weight, index) => total + weight * Number(text[index]), 0)
  return sum % 11 === 3
}

/** A SEPA creditor identifier `LVkkZZZ<registration number>`, its check digits after ISO 7064 (mod 97-10). */
export function isCreditorIdentifier(text: string): boolean {
  const [, check, number] = /^LV(\d\d)ZZZ(\d{11})$/.exec(text) ?? []
  // L = 21, V = 31: the country's letters, moved behind the number as in an IBAN.
  return number !== undefined && Number(check) === 98 - Number(BigInt(`${number}213100`) % 97n)
}
