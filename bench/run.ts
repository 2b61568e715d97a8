import { execFileSync } from 'node:child_process'
import { cpus, loadavg, totalmem } from 'node:os'
import { onStopSignal } from '#gateway/stop-signals.ts'
import { removeLeftFolders } from './bench-folders.ts'
import { isMet, medianOf } from './scenario.ts'
import type { Measurement } from './scenario.ts'
import { scenarios } from './scenarios.ts'

/**
 * `npm run bench` lists the scenarios, `npm run bench -- <name>` runs one; words behind the name are its options. Exits with 0 also where a bar is missed: a
 * machine that does something else as well is no fault of the program.
 */
async function main([name, ...words]: readonly string[]): Promise<void> {
  const scenario = scenarios.find((each) => each.name === name)
  if (scenario === undefined) {
    if (name !== undefined) process.exitCode = 1
    print(name === undefined ? 'Scenarios:' : `There is no scenario ${name}. There are:`)
    for (const each of scenarios) print(`  npm run bench -- ${each.name.padEnd(12)} ${each.about}`)
    return
  }
  const left = await removeLeftFolders()
  if (left > 0) print(`Removed what ${left} killed benchmarks have left behind`)
  print(machine())
  for (const measurement of await scenario.run('whole', print, words)) print(lineOf(measurement))
}

function lineOf(measurement: Measurement): string {
  const { what, rounds, unit, bar } = measurement
  const spread = `${short(Math.min(...rounds))} to ${short(Math.max(...rounds))}`
  const against = bar === null ? '' : `bar ${bar} ${unit}: ${isMet(measurement) ? 'met' : 'MISSED'}`
  return `${what.padEnd(62)} ${short(medianOf(rounds)).padStart(8)} ${unit.padEnd(2)}  (${spread}, ${rounds.length} rounds)  ${against}`
}

function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}

function machine(): string {
  const [first] = cpus()
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB`
  const load = loadavg()[0]?.toFixed(1) ?? ''
  return `${first?.model ?? process.arch} × ${cpus().length}, ${memory}, load ${load}; Node ${process.version}; commit ${commit()}`
}

function commit(): string {
  try {
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain') === '' ? '' : ', with changes')
  } catch {
    return 'unknown'
  }
}

function git(...words: string[]): string {
  return execFileSync('git', words, { encoding: 'utf8', stdio: 'pipe' }).trim()
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

onStopSignal(() => process.exit(130))
await main(process.argv.slice(2))
