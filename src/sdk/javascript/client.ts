import { type SdkApi, type SdkFiles, type SdkOperation, camelCase, uniqueNames } from "../api.ts";
import { runtime } from "./runtime.ts";
import { typeOf } from "./types.ts";

/** Names that a method or a type of a module cannot have, or that the client's own text uses. */
const RESERVED_METHODS = new Set(["constructor", "config", "then"]);
const RESERVED_TYPES = new Set(
  (
    "any as async await bigint boolean break case catch class const continue debugger default delete do else enum export extends " +
    "false finally for function if implements import in infer instanceof interface is keyof let never new null number object package " +
    "private protected public readonly return static string super switch symbol this throw true try type typeof undefined unknown var " +
    "void while with yield Array Record Promise Partial Client ClientConfig AdditionalParams ApiResponse ApiError ParameterValue DEFAULTS " +
    "invoke segment"
  ).split(" "),
);

/** Modules name each other by their .ts files, as Node.js, Deno, Bun and bundlers run them; tsc writes .js for them. */
const TSCONFIG = {
  compilerOptions: {
    target: "es2022",
    module: "esnext",
    moduleResolution: "bundler",
    lib: ["es2022", "dom", "dom.iterable"],
    types: [],
    strict: true,
    declaration: true,
    rewriteRelativeImportExtensions: true,
    outDir: "dist",
  },
};

/** A client in JavaScript or TypeScript: one module that calls the API, one that sends, and a package. */
export function javascriptClient(api: SdkApi, language: "javascript" | "typescript", packageName: string): SdkFiles {
  const typed = language === "typescript";
  const end = typed ? "ts" : "js";
  return {
    "package.json": `${JSON.stringify(packageOf(api, packageName, end), null, 2)}\n`,
    ...(typed ? { "tsconfig.json": `${JSON.stringify(TSCONFIG, null, 2)}\n` } : {}),
    "README.md": readme(api, end),
    [`apigClient.${end}`]: module(api, typed),
    [`runtime.${end}`]: runtime(typed),
  };
}

function packageOf(api: SdkApi, name: string, end: string): object {
  return {
    name,
    version: "1.0.0",
    description: `Client of ${api.name}, ${api.version}`,
    type: "module",
    exports: `./apigClient.${end}`,
  };
}

function readme({ name }: SdkApi, end: string): string {
  return `# ${line(name)}

\`\`\`
import { apigClientFactory } from "./apigClient.${end}";

const client = apigClientFactory.newClient({ apiKey: "…" });
\`\`\`

Every operation takes its parameters, a body, and what the request may have beyond (headers, queryParams, signal), and gives
\`{ status, data, headers }\`; a status that is not 2xx is thrown as an ApiError. A body is JSON, or sent as it is where it is text, bytes or
a Blob; data is JSON or text, and bytes (a Uint8Array) of any other type. accessKey, secretKey and sessionToken sign the operations
that AWS_IAM authorizes. It runs in browsers, in Node.js (20 or later) and in workers, and needs no other package.
`;
}

function module(api: SdkApi, typed: boolean): string {
  const typeName = uniqueNames(RESERVED_TYPES);
  const types = new Map(api.models.map(({ name }) => [name, typeName(name)]));
  const methodName = uniqueNames(RESERVED_METHODS);
  const nameOf = (model: string): string | undefined => types.get(model);
  const models = api.models.map(({ name, schema }) => `export type ${types.get(name)} = ${typeOf(schema, nameOf)};\n`);
  const methods = api.operations.map((operation) =>
    method(operation, methodName(camelCase(operation.words)), nameOf, typed),
  );
  const imports = typed
    ? `import { type AdditionalParams, ApiError, type ApiResponse, type ClientConfig, type ParameterValue, invoke, segment } from "./runtime.ts";\n\nexport { ApiError };\nexport type { AdditionalParams, ApiResponse, ClientConfig, ParameterValue };\n`
    : `import { ApiError, invoke, segment } from "./runtime.js";\n\nexport { ApiError };\n`;
  const t = (types: string): string => (typed ? types : "");
  return `${comment(`${api.name}, ${api.version}. ${api.description ?? ""}`)}${imports}
${typed ? models.join("") : ""}
const DEFAULTS = { invokeUrl: ${JSON.stringify(api.invokeUrl)}, region: ${JSON.stringify(api.region)} };

export class Client {
  ${t("readonly config: ClientConfig;\n\n  ")}constructor(config${t(": Partial<ClientConfig>")} = {}) {
    this.config = { ...DEFAULTS, ...config };
  }
${methods.join("")}}

export const apigClientFactory = { newClient: (config${t(": Partial<ClientConfig>")} = {})${t(": Client")} => new Client(config) };
`;
}

function method(
  operation: SdkOperation,
  name: string,
  nameOf: (model: string) => string | undefined,
  typed: boolean,
): string {
  const { parameters, body, response } = operation;
  const members = parameters.map(memberOf);
  const optional = parameters.some(({ required }) => required) ? "" : " = {}";
  const typeNamed = (model: string | null): string => nameOf(model ?? "") ?? "unknown";
  const declared = typed
    ? `params: { ${members.join("; ")} }${optional}, body?: ${body ? typeNamed(body.model) : "undefined"}, more?: AdditionalParams): Promise<ApiResponse<${typeNamed(response)}>>`
    : "params = {}, body, more)";
  return `
  ${comment(`${operation.method} ${operation.path}. ${operation.description ?? ""}`)}  async ${name}(${declared} {
    return invoke(this.config, {
      method: ${JSON.stringify(operation.method)},
      path: ${pathOf(operation)},
      query: ${objectOf(operation, "query")},
      headers: ${objectOf(operation, "header")},
      body,
      contentType: ${JSON.stringify(body?.contentType ?? "application/json")},
      signed: ${operation.isSigned},
      more,
    });
  }
`;
}

/** A parameter among those of a method: query strings may have several values. */
function memberOf({ name, in: place, required }: SdkOperation["parameters"][number]): string {
  const type = place === "query" ? "ParameterValue | ParameterValue[]" : "ParameterValue";
  return `${JSON.stringify(name)}${required ? "" : "?"}: ${type}`;
}

/** `"/pets/" + segment(params["petId"], false)` */
function pathOf({ path }: SdkOperation): string {
  return path
    .split(/(\{[^{}]+\})/)
    .filter((part) => part !== "")
    .map((part) => {
      const [, name, greedy] = /^\{([^{}+]+)(\+?)\}$/.exec(part) ?? [];
      return name === undefined
        ? JSON.stringify(encodeURI(part))
        : `segment(params[${JSON.stringify(name)}], ${greedy === "+"})`;
    })
    .join(" + ");
}

function objectOf({ parameters }: SdkOperation, place: "query" | "header"): string {
  const members = parameters
    .filter((parameter) => parameter.in === place)
    .map(({ name }) => `${JSON.stringify(name)}: params[${JSON.stringify(name)}]`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

function comment(text: string): string {
  return `/** ${line(text).replaceAll("*/", "* /")} */\n`;
}

function line(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
