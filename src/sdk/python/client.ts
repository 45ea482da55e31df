import { type SdkApi, type SdkFiles, type SdkOperation, snakeCase, uniqueNames, wordsOf } from "../api.ts";
import { PYTHON_RUNTIME } from "./runtime.ts";

/** Python's keywords, and what a method's own text uses. */
const RESERVED = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from global if import in is " +
    "lambda nonlocal not or pass raise return try while with yield self body headers invoke segment"
  ).split(" "),
);

/** What a client has besides its operations. */
const ATTRIBUTES = [
  "invoke_url",
  "access_key",
  "secret_key",
  "session_token",
  "region",
  "api_key",
  "default_accept_type",
  "timeout",
];

/** A client in Python (3.9 or later) that needs the standard library only. */
export function pythonClient(api: SdkApi, packageName: string): SdkFiles {
  return {
    "README.md": readme(api, packageName),
    "pyproject.toml": `[project]\nname = ${JSON.stringify(packageName)}\nversion = "1.0.0"\nrequires-python = ">=3.9"\n`,
    [`${packageName}/__init__.py`]:
      'from .client import Client\nfrom .runtime import ApiError, ApiResponse\n\n__all__ = ["ApiError", "ApiResponse", "Client"]\n',
    [`${packageName}/client.py`]: clientModule(api),
    [`${packageName}/runtime.py`]: PYTHON_RUNTIME,
  };
}

function readme({ name }: SdkApi, packageName: string): string {
  return `# ${name.replaceAll(/\s+/g, " ")}

\`\`\`
from ${packageName} import Client

client = Client(api_key="…")
\`\`\`

Every operation takes its parameters by name, and body and headers, and gives a response with status, data and headers; a status that is not
2xx is raised as ApiError. A body is JSON, or sent as it is where it is str or bytes; data is JSON or str, and bytes of any other type. access_key, secret_key and session_token sign the operations that AWS_IAM authorizes.
`;
}

function clientModule(api: SdkApi): string {
  const nameOf = uniqueNames(new Set([...RESERVED, ...ATTRIBUTES, "__init__"]));
  const methods = api.operations.map((operation) => method(operation, nameOf(snakeCase(operation.words))));
  return `${JSON.stringify(`${api.name}, ${api.version}. ${api.description ?? ""}`)}

from .runtime import invoke, segment


class Client:
    def __init__(
        self,
        invoke_url=${JSON.stringify(api.invokeUrl)},
        access_key=None,
        secret_key=None,
        session_token=None,
        region=${JSON.stringify(api.region)},
        api_key=None,
        default_accept_type="application/json",
        timeout=30,
    ):
        self.invoke_url = invoke_url
        self.access_key = access_key
        self.secret_key = secret_key
        self.session_token = session_token
        self.region = region
        self.api_key = api_key
        self.default_accept_type = default_accept_type
        self.timeout = timeout
${methods.join("")}`;
}

function method(operation: SdkOperation, name: string): string {
  const nameOf = uniqueNames(RESERVED);
  const parameters = operation.parameters
    .toSorted((a, b) => Number(b.required) - Number(a.required))
    .map((parameter) => ({ ...parameter, variable: nameOf(snakeCase(wordsOf(parameter.name))) }));
  const declared = parameters.map(({ variable, required }) => (required ? variable : `${variable}=None`));
  const variables = new Map(parameters.map((one) => [`${one.in} ${one.name}`, one.variable]));
  const map = (place: "query" | "header"): string => {
    const members = parameters
      .filter((parameter) => parameter.in === place)
      .map(({ name: wire, variable }) => `${JSON.stringify(wire)}: ${variable}`);
    return `{${members.join(", ")}}`;
  };
  return `
    def ${name}(${["self", "*", ...declared, "body=None", "headers=None"].join(", ")}):
        ${JSON.stringify(`${operation.method} ${operation.path}. ${operation.description ?? ""}`)}
        return invoke(
            self,
            ${JSON.stringify(operation.method)},
            ${pathOf(operation, variables)},
            ${map("query")},
            ${map("header")},
            body,
            ${JSON.stringify(operation.body?.contentType ?? "application/json")},
            ${operation.isSigned ? "True" : "False"},
            headers,
        )
`;
}

function pathOf({ path }: SdkOperation, variables: ReadonlyMap<string, string>): string {
  return path
    .split(/(\{[^{}]+\})/)
    .filter((part) => part !== "")
    .map((part) => {
      const [, name, greedy] = /^\{([^{}+]+)(\+?)\}$/.exec(part) ?? [];
      if (name === undefined) return JSON.stringify(encodeURI(part));
      return `segment(${variables.get(`path ${name}`)}, ${greedy === "+" ? "True" : "False"})`;
    })
    .join(" + ");
}
