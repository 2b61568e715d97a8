import { expect, test } from 'vitest'
import { signatureHeaders } from './webhook-signature.ts'

/** The example that libraries of Standard Webhooks are tested with. */
const example = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  body: '{"test": 2432232314}',
  at: new Date(1_614_265_330_000),
}
const secret = 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

test.for([secret, `whsec_${secret}`])('a message is signed as the standard has it: %s', (given) => {
  expect(signatureHeaders(example, given)).toStrictEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  })
})

test.for([
  { ...example, id: 'msg_other' },
  { ...example, body: '{"test": 2432232315}' },
  { ...example, at: new Date(1_614_265_331_000) },
])('another id, body or time has another signature', (message) => {
  const one = signatureHeaders(example, secret)['webhook-signature']
  expect(signatureHeaders(message, secret)['webhook-signature']).not.toBe(one)
})
