export type RefusalReason = 'open' | 'full' | 'queued too long'

/** A registry is not asked: it does not answer in time, or as much is under way as it bears. */
export class RegistryBusy extends Error {
  readonly reason: RefusalReason

  constructor(reason: RefusalReason) {
    super(reason === 'open' ? 'is not asked: it does not answer' : 'is not asked: too much is under way')
    this.reason = reason
  }
}
