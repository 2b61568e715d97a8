/** A removal that is not carried out as asked; nothing was changed. Its message names nobody. */
export class RemovalRefused extends Error {
  override name = 'RemovalRefused'
}

export interface TwoOfficials {
  /** The official who asks, as the token names them. */
  readonly author: string
  /** Another one, who approves it. */
  readonly approver: string
}

/** @throws RemovalRefused where both are one. */
export function requireTwo({ author, approver }: TwoOfficials): void {
  if (author === approver)
    throw new RemovalRefused('Whoever asked for it cannot approve it: it takes a second official')
}
