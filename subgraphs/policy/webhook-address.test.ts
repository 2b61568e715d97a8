import { request } from 'undici'
import { expect, test } from 'vitest'
import { guardedAgent, isPublicAddress, refusalOf } from './webhook-address.ts'

test.for<[string, boolean]>([
  ['93.184.215.14', true],
  ['8.8.8.8', true],
  ['2a00:1450:4001::1', true],
  ['127.0.0.1', false],
  ['10.1.2.3', false],
  ['172.31.255.255', false],
  ['172.32.0.1', true],
  ['192.168.1.1', false],
  ['169.254.169.254', false],
  ['100.64.0.1', false],
  ['0.0.0.0', false],
  ['255.255.255.255', false],
  ['::1', false],
  ['::', false],
  ['fe80::1', false],
  ['fd00::1', false],
  ['::ffff:127.0.0.1', false],
  ['::ffff:8.8.8.8', false],
  ['64:ff9b::7f00:1', false],
  ['2002:7f00:1::', false],
  ['3fff:fff::1', false],
  ['192.88.99.1', false],
  ['192.88.98.1', true],
  ['localhost', false],
])('%s is public: %s', ([address, expected]) => {
  expect(isPublicAddress(address)).toBe(expected)
})

test.for<[string, string | null, string | null]>([
  ['https://example.lv/dagr', null, null],
  ['http://example.lv/dagr', 'it is not https', 'it is not https'],
  ['http://127.0.0.1:8080/', 'it is not https', null],
  ['http://localhost:8080/', 'it is not https', null],
  ['http://127.0.0.1.example.lv/', 'it is not https', 'it is not https'],
  ['https://127.0.0.1/', 'its address is not public', null],
  ['https://2130706433/', 'its address is not public', null],
  ['https://[::1]/', 'its address is not public', null],
  ['https://[::ffff:127.0.0.1]/', 'its address is not public', null],
  ['https://0177.1/', 'its address is not public', null],
  ['https://%31%32%37.0.0.1./', 'its address is not public', null],
  ['https://①②⑦.0.0.1/', 'its address is not public', null],
  ['https://10.0.0.1/', 'its address is not public', null],
  ['https://user:word@example.lv/', 'it has a name or a password in it', 'it has a name or a password in it'],
  ['file:///etc/passwd', 'it is not https', 'it is not https'],
  ['example.lv', 'it is no URL', 'it is no URL'],
])('%s is refused: %s; where private addresses are allowed: %s', ([url, refused, refusedPrivate]) => {
  expect(refusalOf(url, false)).toBe(refused)
  expect(refusalOf(url, true)).toBe(refusedPrivate)
})

test('a name that leads to a private address is not connected to', async () => {
  const agent = guardedAgent(false, 1_000)
  await expect(request('http://localhost:1/', { dispatcher: agent })).rejects.toThrow('not public')
  await agent.close()
})
