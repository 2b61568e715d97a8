/**
 * Whether the source answers now. Those who ask while it is being asked hear the same: however many ask, it is asked once at a
 * time.
 */
export function sourceHealth(check: () => Promise<void>): () => Promise<boolean> {
  let underWay: Promise<boolean> | null = null
  return () =>
    (underWay ??= check()
      .then(
        () => true,
        () => false,
      )
      .finally(() => {
        underWay = null
      }))
}
