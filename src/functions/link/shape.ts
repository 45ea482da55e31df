/** One name that an import statement binds: `imported` is "*" for the whole namespace. */
export interface ImportedName {
  readonly imported: string;
  readonly local: string;
}

/** A static import, or the `from` part of an export: the module asked for, and which names of it are bound. */
export interface ImportStatement {
  readonly specifier: string;
  readonly names: readonly ImportedName[];
}

/** How a module makes a name visible. */
export type ExportedName =
  /** A binding of the module itself; `constant` where it cannot change after the module has run. */
  | { readonly kind: "local"; readonly name: string; readonly local: string; readonly constant: boolean }
  /** `export { imported as name } from specifier`; imported "*" for a namespace. */
  | { readonly kind: "again"; readonly name: string; readonly imported: string; readonly specifier: string }
  /** `export * from specifier`. */
  | { readonly kind: "star"; readonly specifier: string };

/** A piece of source that the link replaces; line breaks inside it are kept so that line numbers stay true. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What one pass over a JavaScript file found. */
export interface ModuleShape {
  readonly imports: readonly ImportStatement[];
  readonly exports: readonly ExportedName[];
  /** Specifiers of `require("…")`, `require.resolve("…")` and `import("…")` with a literal. */
  readonly requires: readonly string[];
  /** Whether the file loads modules whose names only running it tells. */
  readonly open: boolean;
  /** Whether the file may await at its top level. */
  readonly awaits: boolean;
  /** The first syntax in the file that only an ES module may have. */
  readonly moduleSyntax: "import" | "export" | "import.meta" | undefined;
  /** What turns import and export statements and import.meta into plain script. */
  readonly edits: readonly Edit[];
  /** What turns `import(…)` into a call of the runtime program, in scripts as well as in modules. */
  readonly dynamicImports: readonly Edit[];
}

/** The name under which the file's text reaches the runtime program; not one that code would use. */
export const LINKAGE = "$tollgate";

/** The binding that holds a default export which has no name of its own. */
export const DEFAULT_BINDING = "$tollgateDefault";
