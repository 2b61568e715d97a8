import { PolicyError } from '#policies/policy-errors.ts'
import { ChangeRefused } from '../serve.ts'

/** What the store refuses is told in its own words, which are made for that. */
export async function refusing<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    throw error instanceof PolicyError ? new ChangeRefused(error.message, { cause: error }) : error
  }
}
