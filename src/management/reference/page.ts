import type { Content, Definition, Operation, Parameter, ResponseItem } from "../../openapi/definition.ts";
import { type Html, html, joined } from "./html.ts";

/** A definition as one page of HTML: no script, nothing that is fetched. */
export function referencePage(definition: Definition, address: string): string {
  const { title, version, description, paths, schemas } = definition;
  const operations = paths.flatMap(({ path, operations: all, parameters }) =>
    all.map((operation) => section(path, { ...operation, parameters: [...parameters, ...operation.parameters] })),
  );
  const models = [...schemas].map(
    ([name, schema]) =>
      html`<section id="model-${name}">
        <h3>${name}</h3>
        ${code(schema)}
      </section>`,
  );
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <header>
          <h1>${title} <small>${version ?? ""}</small></h1>
          <p><code>${address}</code></p>
          <p>${description ?? ""}</p>
        </header>
        <main>
          ${joined(operations)}
          ${
            models.length === 0
              ? ""
              : html`<h2>Models</h2>
                  ${joined(models)}`
          }
        </main>
      </body>
    </html> `.text;
}

function section(path: string, operation: Operation): Html {
  const { method, summary, description, parameters, body, responses, security } = operation;
  const ways = security.map((way) => way.map(({ scheme }) => scheme).join(" and ")).filter((way) => way !== "");
  return html`<section>
    <h2><b class="${method.toLowerCase()}">${method}</b> <code>${path}</code></h2>
    ${summary === undefined ? "" : html`<p>${summary}</p>`}
    ${description === undefined ? "" : html`<p>${description}</p>`}
    ${ways.length === 0 ? "" : html`<p>Needs ${ways.join(" or ")}</p>`}
    ${parameters.length === 0 ? "" : table(parameters)}
    ${
      body === null
        ? ""
        : html`<h4>Body${body.required ? ", required" : ""}</h4>
            ${contents(body.contents)}`
    }
    ${joined(responses.map(response))}
  </section>`;
}

function table(parameters: Parameter[]): Html {
  const rows = parameters.map(
    ({ name, in: place, required, description }) =>
      html`<tr>
        <td><code>${name}</code></td>
        <td>${place}</td>
        <td>${required ? "required" : ""}</td>
        <td>${description ?? ""}</td>
      </tr>`,
  );
  return html`<table>
    ${joined(rows)}
  </table>`;
}

function response({ code: status, description, contents: list }: ResponseItem): Html {
  return html`<h4>${status} ${description ?? ""}</h4>
    ${contents(list)}`;
}

function contents(list: Content[]): Html {
  return joined(
    list.map(
      ({ contentType, schema }) =>
        html`<p>${contentType}</p>
          ${schema === undefined ? "" : code(schema)}`,
    ),
  );
}

function code(schema: unknown): Html {
  return html`<pre>${JSON.stringify(schema, null, 2) ?? ""}</pre>`;
}

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:auto;padding:1rem;color:#222;background:#fff}
section{border-top:1px solid #ddd;padding:.5rem 0}h2{font-size:1.2rem}small{color:#666;font-weight:normal}
b{background:#eee;border-radius:4px;padding:.1rem .5rem;font-size:.8em}.get{background:#d9efd9}.post{background:#d9e6f7}
.delete{background:#f7d9d9}table{border-collapse:collapse}td{border:1px solid #ddd;padding:.2rem .6rem}
pre{background:#f6f6f6;padding:.6rem;overflow:auto}
@media (prefers-color-scheme:dark){body{color:#ddd;background:#181818}b,pre{background:#2a2a2a}.get{background:#243c24}
.post{background:#24344c}.delete{background:#4c2424}section,td{border-color:#444}}`;
