/** Something that the person who starts DAGR can mend. Its message is the one line that they are shown. */
export class StartError extends Error {
  override name = 'StartError'
}
