import type { Exchange } from "../exchange.ts";

/** What is known once the answer has gone. */
export interface Answered {
  status: number;
  /** bytes of the body */
  responseLength: number;
  /** milliseconds from the request to the answer */
  responseLatency: number;
}

/** Reads a variable of a request; undefined: it has no value. */
export type LogReader<E extends Exchange> = (exchange: E, answered: Answered) => string | undefined;

/** An access log's format as functions. */
export interface LogFormat<E extends Exchange> {
  /** whether a line tells how long the body is */
  readsLength: boolean;
  line(exchange: E, answered: Answered): string;
}

/** Facts that only a log tells, of every API type. */
const FACTS: Readonly<Record<string, (exchange: Exchange) => string | undefined>> = {
  "customDomain.basePathMatched": ({ basePath }) => basePath?.slice(1),
  xrayTraceId: ({ traceHeader }) => /Root=([^;]+)/.exec(traceHeader ?? "")?.[1],
};

/** Variables that only a log has (developer guide, "Variables for access logging for API Gateway"). */
const OWN: Readonly<Record<string, (answered: Answered) => number>> = {
  status: ({ status }) => status,
  responseLength: ({ responseLength }) => responseLength,
  dataProcessed: ({ responseLength }) => responseLength,
  responseLatency: ({ responseLatency }) => responseLatency,
};
const LENGTHS = /\$context\.(?:responseLength|dataProcessed)\b/;

const REFERENCE = /\$context((?:\.[\w-]+)+)/g;

/** What has no value, as AWS writes it. */
const MISSING = "-";

/** Compiles a format: `$context.{name}` anywhere in a text. `readerOf` knows the names of the API's type. */
export function compileLogFormat<E extends Exchange>(
  format: string,
  readerOf: (name: string) => (exchange: E) => string | undefined,
): LogFormat<E> {
  const text = format.replaceAll(/[\r\n]+/g, " ").trim();
  const escape = text.startsWith("{") ? escapedForJson : escapedForText;
  const parts: (string | LogReader<E>)[] = [];
  let end = 0;
  for (const match of text.matchAll(REFERENCE)) {
    parts.push(text.slice(end, match.index), reader(match[1]?.slice(1) ?? "", readerOf, escape));
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return {
    readsLength: LENGTHS.test(text),
    line(exchange, answered) {
      let line = "";
      for (const part of parts) line += typeof part === "string" ? part : part(exchange, answered);
      return line;
    },
  };
}

function reader<E extends Exchange>(
  name: string,
  readerOf: (name: string) => (exchange: E) => string | undefined,
  escape: (value: string) => string,
): LogReader<E> {
  const own = Object.hasOwn(OWN, name) ? OWN[name] : undefined;
  if (own) return (_exchange, answered) => String(own(answered));
  const read = Object.hasOwn(FACTS, name) && FACTS[name] ? FACTS[name] : readerOf(name);
  // It is JSON by itself, quotes and all.
  if (name === "error.messageString") return (exchange) => read(exchange) ?? MISSING;
  return (exchange) => {
    const value = read(exchange);
    return value === undefined || value === "" ? MISSING : escape(value);
  };
}

/** What needs an escape in JSON, or would break a line. */
const UNSAFE = /["\\\p{Cc}\u2028\u2029]/u;

/** No caller can break out of a text of a JSON format, or write lines of his own. */
function escapedForJson(value: string): string {
  return UNSAFE.test(value) ? JSON.stringify(value).slice(1, -1) : value;
}

function escapedForText(value: string): string {
  return UNSAFE.test(value) ? value.replaceAll(/[\p{Cc}\u2028\u2029]/gu, " ") : value;
}
