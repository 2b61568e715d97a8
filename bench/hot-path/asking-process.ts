import { Pool } from 'undici'
import type { AskingOrder, AskingTexts } from './asking.ts'

const connections = 50
const headers = { 'content-type': 'application/json', accept: '*/*', 'x-dagr-permission': '1001' }

let texts: AskingTexts = { token: '', bodies: [] }

process.on('message', (message: AskingTexts | AskingOrder) => {
  if ('token' in message) texts = message
  else
    ask(message).then(
      () => process.send?.({ failed: null }),
      (error: unknown) => process.send?.({ failed: String(error) }),
    )
})
process.send?.({ failed: null })

/** Each connection asks again as soon as it is answered. */
async function ask({ url, count }: AskingOrder): Promise<void> {
  const pool = new Pool(url, { connections })
  let asked = 0
  async function askOn(): Promise<void> {
    while (asked < count) {
      const body = texts.bodies[asked++ % texts.bodies.length] ?? ''
      const reply = await pool.request({
        method: 'POST',
        path: '/graphql',
        headers: { ...headers, authorization: `Bearer ${texts.token}` },
        body,
      })
      const text = await reply.body.text()
      if (!text.startsWith('{"data":{"person":{')) throw new Error(`answered ${text.slice(0, 200)}`)
    }
  }
  await Promise.all(Array.from({ length: connections }, askOn))
  await pool.close()
}
