/** The whole file is wrong, and nothing of it is kept. The message is the reason in one line, without data. */
export class FileRefused extends Error {
  override name = 'FileRefused'
}
