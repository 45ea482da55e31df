import { describe, expect, it } from "vitest";
import { codeNames } from "../../../scripts/bench/profile/code-map.ts";
import { flameGraph } from "../../../scripts/bench/profile/flame.ts";
import { frameOf } from "../../../scripts/bench/profile/perf.ts";
import { profileText, shortName } from "../../../scripts/bench/profile/report.ts";
import { byFile, byPlatformFunction, filesOf, partOf, type Stack } from "../../../scripts/bench/profile/stacks.ts";

/** A stack of these functions, the innermost first; names that begin with `kernel ` are the system's. */
const stack = (...symbols: string[]): Stack =>
  symbols.map((symbol) => ({ symbol: symbol.replace("kernel ", ""), kernel: symbol.startsWith("kernel ") }));

const ENTRY = ["Builtins_JSEntry", "workerd::api::ServiceWorkerGlobalScope::request", "workerd_server::entry::serve"];
const WORKER = "JS:*'serve worker.js:12:3";
const CALL = "Builtins_CallApiCallbackOptimizedNoProfiling";

describe("a stack of a profile", () => {
  it.each([
    ["JavaScript of the worker", [WORKER, ...ENTRY]],
    ["JavaScript of the worker", ["v8::internal::StringTable::LookupString", "Builtins_Find", WORKER, ...ENTRY]],
    ["the platform's functions that it calls", ["workerd::api::Headers::set", CALL, WORKER, ...ENTRY]],
    ["garbage collection", ["free", "v8::internal::Heap::CollectGarbage", CALL, WORKER, ...ENTRY]],
    ["the runtime around the handler", ["malloc", "kj::HttpHeaders::clone", ...ENTRY.slice(1)]],
    ["HTTP, in and out", ["memmove", "hyper::proto::h1::encode", "workerd_server::entry::serve"]],
    ["system calls", ["kernel tcp_sendmsg", "writev", "hyper::proto::h1::flush"]],
    ["other", ["__vdso_clock_gettime"]],
  ])("belongs to %s", (part, symbols) => {
    expect(partOf(stack(...symbols))).toBe(part);
  });

  it("counts for the file whose function runs or has called the platform", () => {
    const fileOf = filesOf("// src/a.ts\nlet a;\n  // src/b.ts\nlet b;\n");
    const at = (line: number) => `JS:+serve worker.js:${line}:1`;
    const stacks = [stack(at(2), at(4)), stack("workerd::api::Headers::get", CALL, at(4)), stack(at(4))];
    expect([...byFile(stacks, fileOf)]).toEqual([
      ["src/b.ts", 2],
      ["src/a.ts", 1],
    ]);
    expect(fileOf(0)).toBe("the bundle");
  });

  it("counts for the platform's function that was called, not for those which that one calls", () => {
    const called = stack("workerd::api::Headers::Headers", "workerd::api::Response::constructor", CALL, WORKER);
    const converting = stack("v8::String::WriteUtf8", CALL, WORKER);
    expect([...byPlatformFunction([called, called, converting, stack(WORKER)])]).toEqual([
      ["Response::constructor", 2],
      ["converting values, making objects", 1],
    ]);
  });
});

describe("what perf prints", () => {
  it("is read as frames, an empty line between stacks", () => {
    const nameOf = (): null => null;
    const line = "\t     3db9e8a kj::Function<void (workerd::Lock&)>::run (/somewhere/workerd)";
    expect(frameOf(line, nameOf)).toEqual({ symbol: "kj::Function<void (workerd::Lock&)>::run", kernel: false });
    expect(frameOf("ffffffff81 do_syscall_64 ([kernel.kallsyms])", nameOf)).toMatchObject({ kernel: true });
    expect(frameOf("", nameOf)).toBeNull();
  });

  it("takes the newest name of a place where code was thrown away and other code put", () => {
    const nameOf = codeNames("1000 100 JS:~old worker.js:1:1\n1080 20 JS:*new worker.js:2:1\n");
    expect([nameOf("1090"), nameOf("1010"), nameOf("2000")]).toEqual([
      "JS:*new worker.js:2:1",
      "JS:~old worker.js:1:1",
      null,
    ]);
    expect(frameOf("1090 JS:~old worker.js:1:1 (/somewhere/perf-7.map)", nameOf)?.symbol).toBe("JS:*new worker.js:2:1");
  });
});

describe("the report of a profile", () => {
  const stacks = [stack(WORKER, ...ENTRY), stack("kernel tcp_sendmsg", "writev"), stack("kernel tcp_ack", "writev")];
  const fileOf = (): string => "src/traffic/gateway.ts";

  it("tells the parts of a request as shares of what it costs", () => {
    const text = profileText([{ row: "gateway: MOCK", cpuMicroseconds: 60, stacks, fileOf }]);
    expect(text).toContain("| gateway: MOCK | 60 | 20.0 | 0.0 | 0.0 | 0.0 | 0.0 | 40.0 | 0.0 |");
    expect(text).toContain("`src/traffic/gateway.ts` 20.0");
  });

  it("draws a flame graph, a box for each function, named without what only the compiler knows", () => {
    const svg = flameGraph("a & b", stacks, (symbol) => shortName(symbol, fileOf));
    expect(svg).toContain("a &amp; b");
    expect(svg).toContain("<title>writev 66.7 %</title>");
    expect(svg).toContain("<title>serve gateway.ts 33.3 %</title>");
    expect(shortName("kj::Own<kj::(anonymous namespace)::X>::dispose", fileOf)).toBe("kj::Own::dispose");
  });
});
