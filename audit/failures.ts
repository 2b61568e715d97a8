/**
 * The records were not made durable, or it is not known whether they were: nothing may be released. Where the answer to
 * a commit was lost, the records may nevertheless stand in the log, which then says more than what was seen: the safe
 * side. Never append the same operation again as if nothing had happened.
 */
export class AuditUnavailable extends Error {
  override name = 'AuditUnavailable'
}

/** Too many records wait to be written: this request was turned away at once, and nothing of it was written. */
export class AuditOverloaded extends Error {
  override name = 'AuditOverloaded'
}

/** The audit cannot be written or read with the settings as they are; its message tells the operator why, without secrets. */
export class AuditMisconfigured extends Error {
  override name = 'AuditMisconfigured'
}
