import { Scanner } from "./scanner.ts";
import type { Token } from "./scanner.ts";
import type { ExportedName, ModuleShape } from "./shape.ts";
import { readExport, readImport } from "./statements.ts";
import type { Gathered } from "./statements.ts";
import { Watch } from "./watch.ts";

/** Looks through a JavaScript file once and tells which modules it asks for and what it exports. Never throws. */
export function analyze(source: string): ModuleShape {
  const watch = new Watch();
  const gathered: Gathered = { imports: [], exports: [], edits: [], constants: new Set() };
  const scanner = new Scanner(source, (token) => watch.see(token, scanner));
  let statement: "import" | "export" | undefined;
  for (let token = scanner.next(); token.kind !== "end";) {
    let after: Token | undefined;
    if (scanner.depth === 0 && token.kind === "name" && scanner.before?.text !== ".") {
      const read = statementReader(token, scanner);
      if (read !== undefined) statement ??= read === readImport ? "import" : "export";
      after = read?.(scanner, token, gathered);
      if (read === undefined) noteConstant(token, scanner, gathered);
    }
    token = after ?? scanner.next();
  }
  return {
    imports: gathered.imports,
    exports: resolveLocals(gathered),
    requires: watch.requires,
    open: watch.open,
    awaits: watch.awaits,
    moduleSyntax: statement ?? (watch.metas.length > 0 ? "import.meta" : undefined),
    edits: [...gathered.edits, ...watch.metas],
    dynamicImports: [...watch.dynamicImports.values()],
  };
}

function statementReader(token: Token, scanner: Scanner): typeof readImport | undefined {
  if (token.text === "export") return readExport;
  if (token.text !== "import") return undefined;
  const next = scanner.peekCharacter();
  return next === "(" || next === "." ? undefined : readImport;
}

const CONSTANT_DECLARATION = /^(?:const|class|function)$/;

function noteConstant(token: Token, scanner: Scanner, gathered: Gathered): void {
  const keyword = scanner.before;
  if (keyword !== undefined && CONSTANT_DECLARATION.test(keyword.text)) gathered.constants.add(token.text);
}

// An export of an imported name is an export of the other module's binding (ECMAScript, section 16.2.1.6.1).
function resolveLocals(gathered: Gathered): ExportedName[] {
  const imported = new Map(
    gathered.imports.flatMap(({ specifier, names }) =>
      names.map(({ imported, local }) => [local, { specifier, imported }] as const),
    ),
  );
  return gathered.exports.map((entry) => {
    if (entry.kind !== "local") return entry;
    const origin = imported.get(entry.local);
    if (origin !== undefined) return { kind: "again", name: entry.name, ...origin };
    return { ...entry, constant: entry.constant || gathered.constants.has(entry.local) };
  });
}
