import { randomBytes } from 'node:crypto'
import { readWebhook, removeWebhook, setWebhook } from '#policies/webhook-outbox.ts'
import { ChangeRefused } from '../serve.ts'
import { actorOf, standingOf, standingToDo } from './acting.ts'
import { refusing } from './refusing.ts'
import type { PolicyContext } from './source.ts'
import type { MutationResolvers, QueryResolvers } from './types.generated.ts'
import { refusalOf } from './webhook-address.ts'

/** INVARIANT: whose webhook it is is what the verified token says, never an argument. */
export const webhookQueries = {
  async webhook(_parent, { acting }, { source }) {
    const { consumer } = await standingOf(acting, source)
    const webhook = await readWebhook(source.policies, consumer)
    return webhook === null ? null : { url: webhook.url, setBy: webhook.setBy, setAt: webhook.setAt }
  },
} satisfies QueryResolvers<PolicyContext>

export const webhookMutations = {
  async setWebhook(_parent, { acting, url }, { source }) {
    const { consumer, official } = actorOf(await standingToDo('setWebhook', acting, source))
    // Whether a private address is allowed is looked at where messages are delivered.
    const refused = refusalOf(url, true)
    if (refused !== null) throw new ChangeRefused(`The address cannot be used: ${refused}.`)
    const secret = `whsec_${randomBytes(32).toString('base64')}`
    await refusing(setWebhook(source.policies, { consumer, url, secret, by: official }))
    return { url, secret, setBy: official, setAt: new Date().toISOString() }
  },
  async removeWebhook(_parent, { acting }, { source }) {
    const { consumer } = actorOf(await standingToDo('removeWebhook', acting, source))
    await removeWebhook(source.policies, consumer)
    return true
  },
} satisfies MutationResolvers<PolicyContext>
