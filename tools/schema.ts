import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { printSchema } from 'graphql'
import { Pool } from 'pg'
import { readOperationShapes } from '#audit/operation-shapes.ts'
import { readAgreementsFile, type AgreementsFile } from '#policies/agreements-file.ts'
import { DataFileError } from '#policies/data-reader.ts'
import type { Agreement } from '#policies/model.ts'
import { readPolicyContent } from '#policies/store.ts'
import { composeOwnSubgraphs } from './compose-subgraphs.ts'
import { checkContract, contractOf } from './contract-check.ts'
import type { ContractCheck, Use } from './contract-check.ts'
import { dataFolderOf } from './data-folder.ts'
import { openDatabases } from './databases/open-databases.ts'
import type { Databases } from './databases/open-databases.ts'
import { StartError } from './databases/start-error.ts'

const usage = `Usage: npm run --silent schema -- --permission <number> [--agreements <file>]
       npm run --silent schema -- --check --permission <number> --agreements <file>`

/** How far back recorded operations are looked at. */
const days = 90
const dayMs = 24 * 60 * 60 * 1000

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof StartError)) throw error
  console.error(error.message)
  process.exitCode = 2
}

/** @returns the exit code: 1 where something would break. */
async function run(words: readonly string[]): Promise<number> {
  const { permission, file, check } = argumentsOf(words)
  const edited = file === null ? null : await agreementInFile(file, permission)
  const at = new Date()
  const { api } = await composeOwnSubgraphs()
  if (edited && !check) return print(printSchema(contractOf(api, edited, at)))
  return withDatabases(async ({ urls }) => {
    const active = await withPool(urls.policy, (pool) => agreementInForce(pool, permission))
    if (!edited) return print(printSchema(contractOf(api, active, at)))
    const period = { permission, since: new Date(at.getTime() - days * dayMs), until: at }
    const { shapes } = await withPool(urls.audit, (pool) => readOperationShapes(pool, period))
    const found = checkContract(api, { before: active, after: edited, at }, shapes)
    print(report(permission, found))
    return found.broken.length > 0 ? 1 : 0
  })
}

function report(permission: string, { broken, changed }: ContractCheck): string {
  const lines =
    broken.length === 0
      ? [`Nothing that permission ${permission} covers would be gone.`]
      : [
          `Permission ${permission} would no longer cover:`,
          ...broken.map(({ coordinate, uses }) => `- ${coordinate}: ${usesInWords(uses)}`),
        ]
  if (changed.length > 0) lines.push('It would still cover, and release otherwise:')
  return [...lines, ...changed.map((words) => `- ${words}`)].join('\n')
}

function usesInWords(uses: readonly Use[]): string {
  if (uses.length === 0) return `not asked for in the last ${days} days`
  const each = uses.map(
    ({ consumer, application, operations }) => `${operations} by ${consumer} ${application}`,
  )
  return `operations of the last ${days} days that asked for it: ${each.join(', ')}`
}

async function agreementInForce(pool: Pool, permission: string): Promise<Agreement> {
  const { agreements } = await readPolicyContent(pool)
  const found = agreements.find((agreement) => agreement.permission === permission)
  if (found) return found
  const known = agreements.map((agreement) => agreement.permission).join(', ')
  throw new StartError(
    `There is no agreement ${permission}. Known are: ${known || 'none; npm start makes some'}.`,
  )
}

async function agreementInFile(file: string, permission: string): Promise<Agreement> {
  const { agreements, organisations } = read(await textOf(file), file)
  const found = agreements.find((agreement) => agreement.permission === permission)
  if (!found) throw new StartError(`${file} has no agreement ${permission}.`)
  const organisation = organisations.find(({ id }) => id === found.consumer)?.name ?? found.consumer
  return { ...found, organisation }
}

function read(text: string, file: string): AgreementsFile {
  try {
    return readAgreementsFile(text)
  } catch (error) {
    if (error instanceof DataFileError) throw new StartError(`${file}:\n${error.message}`)
    throw error
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    throw new StartError(`${file} cannot be read.`)
  }
}

async function withDatabases<Result>(work: (databases: Databases) => Promise<Result>): Promise<Result> {
  const databases = await openDatabases({
    env: process.env,
    dataFolder: dataFolderOf(process.env),
    log: (line) => console.error(line),
  })
  try {
    return await work(databases)
  } finally {
    await databases.close()
  }
}

async function withPool<Result>(url: string, work: (pool: Pool) => Promise<Result>): Promise<Result> {
  const pool = new Pool({ connectionString: url, max: 2 })
  try {
    return await work(pool)
  } finally {
    await pool.end()
  }
}

function print(text: string): number {
  console.log(text)
  return 0
}

function argumentsOf(words: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        permission: { type: 'string' },
        agreements: { type: 'string' },
        check: { type: 'boolean', default: false },
      },
    })
    const { permission, agreements: file = null, check } = values
    if (permission !== undefined && (file !== null || !check)) return { permission, file, check }
  } catch {
    // An option that does not exist: the usage says which do.
  }
  throw new StartError(usage)
}
