/** A file of a function's code that the engine refused to compile, and its message. */
export interface RefusedFile {
  readonly path: string;
  readonly message: string;
}

/**
 * Reads from the error of a Worker that did not start which file was at fault. All files are compiled when it starts, so one that would
 * never be loaded stops it too.
 */
export function refusedFile(thrown: unknown): RefusedFile | undefined {
  if (!(thrown instanceof Error) || !thrown.message.startsWith("Failed to start Worker")) return undefined;
  const match = /Uncaught SyntaxError: (.*?)\n\s*at (.+?):\d+(?::\d+)?\s*$/s.exec(thrown.message);
  const [message, path] = [match?.[1], match?.[2]];
  return message === undefined || path === undefined ? undefined : { path, message };
}
