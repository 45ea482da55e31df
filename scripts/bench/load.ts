/** Sends load: by wrk where the machine has it, else by autocannon. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cores, start } from "./processes.ts";
import { isOnPath } from "./programs.ts";
import type { LoadRequest } from "./row.ts";

/** What a stretch of load found. */
export interface LoadResult {
  requests: number;
  requestsPerSecond: number;
  /** Median latency. */
  medianMicroseconds: number;
}

/** Which program sends the load. */
export const loadProgram: "wrk" | "autocannon" = isOnPath("wrk") ? "wrk" : "autocannon";

/** What the program says of requests that went wrong. */
interface Bad {
  bad: number;
  /** how often each status came */
  seen?: string;
}

/** Load on one address, prepared once and sent as often as one likes. */
export interface Load {
  /** How many different requests there are. */
  readonly size: number;
  /**
   * Sends the requests in turn for some seconds, as fast as they are answered or so many a second (by autocannon then).
   * @throws when an answer was not 2xx, or a connection failed
   */
  send(connections: number, seconds: number, perSecond?: number): Promise<LoadResult>;
}

/** Writes down the requests for the program. */
export function prepareLoad(folder: string, id: string, address: string, requests: LoadRequest[]): Load {
  const file = join(folder, id);
  writeFileSync(`${file}.json`, JSON.stringify(requests));
  if (loadProgram === "wrk") writeFileSync(`${file}.lua`, luaScript(requests));
  return {
    size: requests.length,
    async send(connections, seconds, perSecond = 0) {
      const byWrk = loadProgram === "wrk" && perSecond === 0;
      const numbers = [connections, seconds, perSecond].map(String);
      const args = byWrk
        ? ["-t1", `-c${connections}`, `-d${seconds}s`, "--timeout", "10s", "-s", `${file}.lua`, address]
        : [join(import.meta.dirname, "autocannon.mjs"), address, `${file}.json`, ...numbers];
      const program = byWrk ? "wrk" : process.execPath;
      const { status, stdout, stderr } = await start(cores.rest, program, args).ended;
      const line = stdout.split("\n").find((text) => text.startsWith("{"));
      if (status !== 0 || line === undefined) throw new Error(`${program} ended with ${status}:\n${stdout}${stderr}`);
      const { bad, seen = "wrk does not say why", ...result }: LoadResult & Bad = JSON.parse(line);
      if (bad > 0) throw new Error(`${bad} requests to ${address} were not answered with 2xx: ${seen}`);
      return result;
    },
  };
}

/** A script for wrk: the requests in turn, and a line of JSON at the end in place of what wrk prints for people. */
function luaScript(requests: LoadRequest[]): string {
  const lines = requests.map(({ method = "GET", path, headers = {}, body }) => {
    const fields = Object.entries(headers).map(([name, value]) => `[${lua(name)}]=${lua(value)}`);
    return `  {${lua(method)}, ${lua(path)}, {${fields.join(",")}}, ${body === undefined ? "nil" : lua(body)}},`;
  });
  return `local requests = {
${lines.join("\n")}
}
local ready = {}
local at = 0
init = function()
  for index, r in ipairs(requests) do
    if r[3]["host"] then r[3]["Host"] = r[3]["host"]; r[3]["host"] = nil end
    ready[index] = wrk.format(r[1], r[2], r[3], r[4])
  end
end
request = function()
  at = at % #ready + 1
  return ready[at]
end
done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\\n{"requests":%d,"requestsPerSecond":%.1f,"medianMicroseconds":%d,"bad":%d}\\n',
    summary.requests, summary.requests / summary.duration * 1e6, latency:percentile(50),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
`;
}

/** A Lua string: its escapes for quotes, backslashes and control characters are decimal. */
function lua(value: string): string {
  const escaped = value.replaceAll(/["\\\p{Cc}]/gu, (character) => {
    return `\\${String(character.codePointAt(0)).padStart(3, "0")}`;
  });
  return `"${escaped}"`;
}
