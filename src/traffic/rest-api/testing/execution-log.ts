import { wellKnownCase } from "../../../languages/http/header-case.ts";

/** AWS cuts what it logs of a request or an answer after so many characters. */
const MAX_LOGGED = 998;

/** The log of one execution, line by line as AWS writes it. */
export class ExecutionLog {
  readonly #now: () => number;
  #text: string;

  constructor(requestId: string, now: () => number) {
    this.#now = now;
    this.#text = `Execution log for request ${requestId}\n`;
    this.write(`Starting execution for request: ${requestId}`);
  }

  /** `Tue Nov 21 19:43:56 UTC 2023 : line` */
  write(line: string): void {
    const [weekday, day, month, year, time] = new Date(this.#now()).toUTCString().replace(",", "").split(" ");
    this.#text += `${weekday} ${month} ${day} ${time} UTC ${year} : ${line}\n`;
  }

  /** A line about something of any length. */
  writeCut(what: string, value: string): void {
    this.write(`${what}: ${value.length > MAX_LOGGED ? `${value.slice(0, MAX_LOGGED)} [TRUNCATED]` : value}`);
  }

  text(): string {
    return this.#text;
  }
}

/** `{a=b, c=d}`, as Java prints maps; of a name with several values the last one stands. */
export function printed(pairs: Iterable<readonly [name: string, value: string]>): string {
  return `{${[...new Map(pairs)].map(([name, value]) => `${name}=${value}`).join(", ")}}`;
}

/** Headers with their names as people know them: the platform shows them in lower case. */
export function named(headers: Headers): [name: string, value: string][] {
  return [...headers].map(([name, value]) => [wellKnownCase(name), value]);
}

const SECRET: readonly string[] = ["authorization", "x-amz-security-token"];
const SHOWN_OF_SECRET = 6;

/** What was sent by the gateway's own credentials is told but for its end, as AWS tells it. */
export function masked([name, value]: [name: string, value: string]): [name: string, value: string] {
  if (!SECRET.includes(name.toLowerCase())) return [name, value];
  const end = value.slice(-SHOWN_OF_SECRET);
  return [name, end.padStart(value.length, "*")];
}
