/** Where a Worker's files lie; Lambda's lie in /var/task. */
const BUNDLE = "/bundle";
const TASK = "/var/task";

type Fields = Record<string, unknown>;

/** The members of a file-system module by their names, for paths below the task root as well as the Worker's own. */
export function taskFileSystem(native: object): Fields {
  const mapped = mapMembers(native);
  const promises: unknown = Reflect.get(native, "promises");
  if (typeof promises === "object" && promises !== null) mapped["promises"] = mapMembers(promises);
  return mapped;
}

function mapMembers(native: object): Fields {
  const mapped: Fields = {};
  for (const name of Object.keys(native)) {
    const member: unknown = Reflect.get(native, name);
    const isFunction = typeof member === "function" && !/^[A-Z_]/.test(name);
    mapped[name] = isFunction ? withTaskPaths(native, name, member) : member;
  }
  return mapped;
}

function withTaskPaths(native: object, name: string, member: CallableFunction): CallableFunction {
  const wrapper = (...values: unknown[]): unknown => {
    // No file-system call takes a path beyond its second argument.
    const mapped = values.map((value, index) => (index < 2 ? bundlePath(value) : value));
    return taskResult(name, Reflect.apply(member, native, mapped));
  };
  // fs.realpath.native and its like.
  if (Reflect.has(member, "native")) Object.assign(wrapper, { native: wrapper });
  return wrapper;
}

function bundlePath(value: unknown): unknown {
  if (value instanceof URL && value.protocol === "file:") return bundlePath(decodeURIComponent(value.pathname));
  if (typeof value !== "string") return value;
  return value === TASK || value.startsWith(`${TASK}/`) ? BUNDLE + value.slice(TASK.length) : value;
}

// What gives a path gives it below the task root again.
function taskResult(name: string, result: unknown): unknown {
  if (!name.startsWith("realpath")) return result;
  if (result instanceof Promise) return result.then((path: unknown) => taskResult(name, path));
  const isBundled = typeof result === "string" && (result === BUNDLE || result.startsWith(`${BUNDLE}/`));
  return isBundled ? TASK + result.slice(BUNDLE.length) : result;
}
