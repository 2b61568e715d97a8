import { execFileSync } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import packageJson from '../package.json' with { type: 'json' }

const documents = globSync(['*.md', '{docs,bench}/**/*.md'], { exclude: ['**/node_modules/**'] })

/** @returns `file: match` for every match of the pattern's first group in any of the files. */
function matches(files: readonly string[], pattern: RegExp): { file: string; match: string }[] {
  return files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(pattern)].map((found) => ({ file, match: found[1] ?? found[0] })),
  )
}

test('every npm script that a document names exists', () => {
  const named = matches(documents, /\bnpm (?:run|run-script)(?: --?[\w-]+)* ([\w:-]+)/g)
  expect(named.filter(({ match }) => !Object.hasOwn(packageJson.scripts, match))).toEqual([])
})

test('every link of a document leads to a file, and its anchor to a heading', () => {
  const links = matches(documents, /\]\((?!https?:|mailto:)([^)\s]+)\)/g)
  expect(links.filter(({ file, match }) => !resolves(file, match))).toEqual([])
})

function resolves(file: string, link: string): boolean {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? file : join(dirname(file), path)
  if (!existsSync(target)) return false
  return anchor === undefined || headings(target).includes(anchor)
}

/** Anchors as code hosts make them of headings. */
function headings(file: string): string[] {
  return matches([file], /^#+ +(.+)$/gm).map(({ match }) =>
    match
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

test.skipIf(!existsSync('.git'))('no file of the repository says where it was written', () => {
  // A folder right below the root, such as /root or /app, is no place that anybody would know again.
  const folders = [process.cwd(), homedir()].filter((folder) => folder.split('/').length > 2)
  const places = [...folders, ...registryHost()]
  const texts = trackedFiles().filter((file) => !/\.(png|ico|woff2)$/.test(file))
  expect(texts.length).toBeGreaterThan(50)
  const telling = texts.filter((file) => {
    const text = readFileSync(file, 'utf8')
    return places.some((place) => text.includes(place)) || /\/(?:home|Users)\/[a-z]/.test(text)
  })
  expect(telling).toEqual([])
})

test('packages come from the registry of whoever installs', () => {
  expect(readFileSync('.npmrc', 'utf8')).not.toMatch(/registry *=|_authToken/)
  expect(readFileSync('package-lock.json', 'utf8')).not.toContain('"resolved"')
})

function trackedFiles(): string[] {
  const list = execFileSync('git', ['-c', 'safe.directory=*', 'ls-files', '-z'], { encoding: 'utf8' })
  return list.split('\0').filter(existsSync)
}

/** The host that this machine installs from. */
function registryHost(): string[] {
  const registry = execFileSync('npm', ['config', 'get', 'registry'], {
    encoding: 'utf8',
    stdio: 'pipe',
  }).trim()
  return [new URL(registry).host]
}
