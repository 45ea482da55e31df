/** What the stacks of a profile say (pure): where the time of a request goes, part by part. */

/** A frame of a stack: a function of the runtime's, the kernel's, or of the worker's JavaScript (`JS:*name worker.js:12:3`). */
export interface Frame {
  symbol: string;
  /** whether it is the kernel's */
  kernel: boolean;
}

/** A stack at one moment, the innermost frame first. */
export type Stack = readonly Frame[];

/** The parts of a request's time, in the order of the table. */
export const PARTS = [
  "JavaScript of the worker",
  "the platform's functions that it calls",
  "garbage collection",
  "the runtime around the handler",
  "HTTP, in and out",
  "system calls",
  "other",
] as const;
export type Part = (typeof PARTS)[number];

const COLLECTION = /CollectGarbage|Scaveng|MarkCompact|IncrementalMarking|cppgc::internal::Sweep|MinorGC/;
/** Where V8 leaves JavaScript for a function of the platform's. */
const PLATFORM_CALL = /^Builtins_CallApiCallback|HandleApiC/;
const HTTP = /hyper|tokio|mio::net/;
const RUNTIME = /^(?:_ZNH?K?\d*workerd|workerd|kj::|v8::|Builtins_)/;

const isJavaScript = ({ symbol }: Frame): boolean => symbol.startsWith("JS:");

/** Which part a moment belongs to. */
export function partOf(stack: Stack): Part {
  if (stack.some(({ symbol }) => COLLECTION.test(symbol))) return "garbage collection";
  if (stack[0]?.kernel === true) return "system calls";
  const caller = stack.findIndex(isJavaScript);
  if (caller !== -1) return isPlatform(stack.slice(0, caller)) ? PARTS[1] : PARTS[0];
  // The first frame that tells: memory is taken and given back by all of them.
  for (const { symbol } of stack) {
    if (HTTP.test(symbol)) return "HTTP, in and out";
    if (RUNTIME.test(symbol)) return "the runtime around the handler";
  }
  return "other";
}

function isPlatform(callees: Stack): boolean {
  return callees.some(({ symbol }) => PLATFORM_CALL.test(symbol));
}

/** How many of the stacks belong to each name; those without one are not counted. */
function count(stacks: readonly Stack[], nameOf: (stack: Stack) => string | null): Map<string, number> {
  const counts = new Map<string, number>();
  for (const stack of stacks) {
    const name = nameOf(stack);
    if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return new Map([...counts].toSorted(([, a], [, b]) => b - a));
}

/** The parts of all stacks. */
export function byPart(stacks: readonly Stack[]): Map<string, number> {
  return count(stacks, partOf);
}

/** What is collected while the worker's code or its calls run is laid to the collection, here as in the parts. */
const isOwn = (stack: Stack): boolean => {
  const part = partOf(stack);
  return part === PARTS[0] || part === PARTS[1];
};

/** The file of the worker whose function runs, or has called the platform. `fileOf`: of a line of the bundle. */
export function byFile(stacks: readonly Stack[], fileOf: (line: number) => string): Map<string, number> {
  return count(stacks, (stack) => {
    const frame = isOwn(stack) && stack.find(isJavaScript);
    const line = frame && /:(\d+):\d+$/.exec(frame.symbol)?.[1];
    return line ? fileOf(Number(line)) : null;
  });
}

/** The function of the platform that the worker has called: `Headers::set`. */
export function byPlatformFunction(stacks: readonly Stack[]): Map<string, number> {
  return count(stacks, (stack) => {
    if (partOf(stack) !== PARTS[1]) return null;
    const callees = stack.slice(0, stack.findIndex(isJavaScript)).toReversed();
    for (const { symbol } of callees) {
      const name = /^workerd::api::((?:\w+::)*\w+::[\w~]+)$/.exec(symbol)?.[1];
      if (name !== undefined) return name;
    }
    return "converting values, making objects";
  });
}

/** The file of each line of a bundle that was not minified: comments of the bundler's stand where a file begins. */
export function filesOf(bundle: string): (line: number) => string {
  const starts: { line: number; file: string }[] = [];
  for (const [index, text] of bundle.split("\n").entries()) {
    const file = /^ *\/\/ ((?:src|node_modules|scripts)\/\S+)$/.exec(text)?.[1];
    if (file !== undefined) starts.push({ line: index + 1, file });
  }
  return (line) => starts.findLast((start) => start.line <= line)?.file ?? "the bundle";
}
