/** Whether a process of this id runs on this machine, whoever owns it. */
export function processRuns(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
