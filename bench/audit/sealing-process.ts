import { startSealer } from '#audit/sealing/sealer.ts'
import { benchSigner } from './made-people.ts'
import type { FromSealing } from './sealing.ts'

/** A sealer as a process of its own, as `npm run seal` is one; it tells its parent of every seal. */
const sealer = await startSealer({
  url: process.env['AUDIT_DATABASE_URL'] ?? '',
  signer: benchSigner(),
  onSeal: ({ number, lastSequence, treeSize }) => tell({ kind: 'seal', number, lastSequence, treeSize }),
  onProblem: (message) => tell({ kind: 'problem', message }),
})
tell({ kind: 'ready' })

process.once('disconnect', () => void sealer.close())

/** A parent that has let go is told nothing more. */
function tell(message: FromSealing): void {
  if (process.connected) process.send?.(message)
}
