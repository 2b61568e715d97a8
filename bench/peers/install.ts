import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { contendersFolder } from './contenders.ts'

/** Installs the peers where they are not there yet; nothing of theirs is run at installation. */
export function installContenders(say: (line: string) => void): void {
  if (existsSync(join(contendersFolder, 'node_modules'))) return
  say('Installing the peers that DAGR is compared with into bench/contenders, once (0.8 GB)')
  execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: contendersFolder, stdio: 'inherit' })
}
