import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Connector, KeysRequest } from '#connectors/connector.ts'
import { rowBy } from './loaders.ts'
import { openReading } from './reading.ts'
import { describeTable, key } from './table.ts'

const quick = describeTable('quick', { id: key('id') }, { ends: false })
const slow = describeTable('slow', { id: key('id') }, { ends: false })
const target = describeTable('target', { id: key('id') }, { ends: false })

/** Holds a row under every key but `none`; the table `slow` answers late, or fails. */
function connector(requests: KeysRequest[], failing = false): Connector {
  return {
    async fetchByKeys(request) {
      requests.push(request)
      if (request.table === 'slow') await sleep(20)
      if (request.table === 'slow' && failing) throw new Error('down')
      return request.keys.filter((id) => id !== 'none').map((id) => ({ id }))
    },
    async *search() {},
    health: async () => {},
    close: async () => {},
  }
}

function load(requests: KeysRequest[], failing = false) {
  const reading = openReading(connector(requests, failing), {
    signal: new AbortController().signal,
    deadline: Infinity,
  })
  return {
    quick: rowBy(reading, quick, 'id'),
    slow: rowBy(reading, slow, 'id'),
    target: rowBy(reading, target, 'id'),
  }
}

test('a level is read in one statement a table, however late some of its keys are known', async () => {
  const requests: KeysRequest[] = []
  const loaders = load(requests)
  const throughQuick = loaders.quick.load('1').then((row) => loaders.target.load(`${row?.id} from quick`))
  const throughSlow = loaders.slow.load('2').then((row) => loaders.target.load(`${row?.id} from slow`))
  expect(await Promise.all([throughQuick, throughSlow])).toEqual([
    { id: '1 from quick' },
    { id: '2 from slow' },
  ])
  expect(requests.map(({ table, keys }) => [table, keys])).toEqual([
    ['quick', ['1']],
    ['slow', ['2']],
    ['target', ['1 from quick', '2 from slow']],
  ])
})

test('a statement that fails holds up nobody', async () => {
  const requests: KeysRequest[] = []
  const loaders = load(requests, true)
  const [failed, row] = await Promise.allSettled([
    loaders.slow.load('2'),
    loaders.quick.load('1').then((found) => loaders.target.load(`${found?.id} from quick`)),
  ])
  expect(failed).toMatchObject({ status: 'rejected', reason: { message: 'down' } })
  expect(row).toEqual({ status: 'fulfilled', value: { id: '1 from quick' } })
})

test('a key is asked for once, and one without a row is null', async () => {
  const requests: KeysRequest[] = []
  const { quick: loader } = load(requests)
  expect(await Promise.all(['1', 'none', '1'].map((id) => loader.load(id)))).toEqual([
    { id: '1' },
    null,
    { id: '1' },
  ])
  expect(await loader.load('1')).toEqual({ id: '1' })
  expect(requests.map(({ keys }) => keys)).toEqual([['1', 'none']])
})
