import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { ConfigError } from './config.ts'
import { listenFault } from './listen-fault.ts'

const errorOf = (host: string, port: number) =>
  new Promise<unknown>((resolve) => {
    createServer().once('error', resolve).listen(port, host)
  })

test('a port that is taken is told in the words of the settings', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => {
    taken.listen(0, '127.0.0.1', resolve)
  })
  const { port } = taken.address() as AddressInfo
  const fault = listenFault({ host: '127.0.0.1', port }, await errorOf('127.0.0.1', port))
  taken.close()
  expect(fault).toBeInstanceOf(ConfigError)
  expect(fault).toMatchObject({
    message: `127.0.0.1:${port} is in use: stop what runs there, or choose another PORT`,
  })
})

test('an address of another machine is told, too', async () => {
  const fault = listenFault({ host: '192.0.2.1', port: 0 }, await errorOf('192.0.2.1', 0))
  expect(String(fault)).toContain('192.0.2.1:0 is not an address of this machine')
})

test('what is nothing of that kind stays what it is', () => {
  const error = new Error('something else')
  expect(listenFault({ host: '127.0.0.1', port: 1 }, error)).toBe(error)
})
