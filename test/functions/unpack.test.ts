import { zipSync } from "fflate";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeSha256 } from "../../src/functions/archive/content.ts";
import { CodeRefused, COULD_NOT_UNZIP, DEFAULT_CODE_LIMITS, unpack } from "../../src/functions/archive/unpack.ts";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const zip = (files: Parameters<typeof zipSync>[0]): Uint8Array => zipSync(files);

/** The position of a signature in an archive, the n-th from the start. */
function find(bytes: Uint8Array, signature: number, nth = 0): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let left = nth;
  for (let at = 0; at + 4 <= bytes.byteLength; at++)
    if (view.getUint32(at, true) === signature && left-- === 0) return at;
  throw new Error("no such record");
}
const central = (bytes: Uint8Array, nth = 0): number => find(bytes, 0x02014b50, nth);
const changed = (bytes: Uint8Array, change: (view: DataView, copy: Uint8Array) => void): Uint8Array => {
  const copy = bytes.slice();
  change(new DataView(copy.buffer), copy);
  return copy;
};
const refusal = (bytes: Uint8Array, limits = DEFAULT_CODE_LIMITS): string => {
  try {
    unpack(bytes, limits);
  } catch (thrown) {
    if (thrown instanceof CodeRefused) return thrown.message;
    throw thrown;
  }
  return "accepted";
};

describe("unpacking", () => {
  it("gives back what any archiver packed", () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}(\/[a-z]{1,8}){0,2}\.[a-z]{1,3}$/), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(names, fc.uint8Array({ maxLength: 2000 }), fc.boolean(), (paths, content, store) => {
        const files = Object.fromEntries(paths.map((path) => [path, content]));
        const unpacked = unpack(zipSync(files, { level: store ? 0 : 6 }));
        expect([...unpacked.keys()].sort()).toEqual([...paths].sort());
        for (const bytes of unpacked.values()) expect(bytes).toEqual(content);
      }),
      { numRuns: 60 },
    );
  });

  it("passes over folders and reads names beyond ASCII", () => {
    expect([...unpack(zip({ "lib/": new Uint8Array(), "lib/ä.js": text("x"), "./b.js": text("") })).keys()]).toEqual([
      "lib/ä.js",
      "b.js",
    ]);
  });

  it("reads an archive behind other bytes' comment", () => {
    const bytes = zip({ "a.js": text("x") });
    const commented = new Uint8Array([...bytes, ...text("hi")]);
    new DataView(commented.buffer).setUint16(find(commented, 0x06054b50) + 20, 2, true);
    expect(unpack(commented).size).toBe(1);
  });

  it("never does anything but unpack or refuse", () => {
    const good = zip({ "a.js": text("exports.a = 1;".repeat(20)), "b/c.js": text("x") });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.byteLength - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        (changes) => {
          const bytes = good.slice();
          for (const [at, value] of changes) bytes[at] = value;
          refusal(bytes);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("an archive is refused", () => {
  it("with AWS's sentence where it is none", () => {
    for (const bytes of [
      new Uint8Array(),
      text("not a zip archive, whatever its length may be"),
      zip({ "a.js": text("x") }).subarray(0, 60),
    ]) {
      expect(refusal(bytes)).toContain(COULD_NOT_UNZIP);
    }
  });

  it("where an entry would lie outside the task root", () => {
    for (const name of ["../a.js", "a/../../b.js", "a/..", "..\\a.js"])
      expect(refusal(zip({ [name]: text("x") }))).toContain("points outside the archive");
    for (const name of ["/etc/passwd", "C:\\a.js", "c:/a.js"])
      expect(refusal(zip({ [name]: text("x") }))).toContain("has an absolute path");
  });

  it("where it holds a symbolic link or a device", () => {
    expect(refusal(zip({ link: [text("/etc/passwd"), { os: 3, attrs: 0o120777 << 16 }] }))).toContain("symbolic link");
    expect(refusal(zip({ pipe: [text(""), { os: 3, attrs: 0o010644 << 16 }] }))).toContain("not a regular file");
    expect(refusal(zip({ file: [text(""), { os: 3, attrs: 0o100644 << 16 }] }))).toBe("accepted");
  });

  it("where it is larger than allowed, packed or unpacked, or has more entries", () => {
    const limits = { zipBytes: 1000, unpackedBytes: 5000, entries: 3 };
    expect(refusal(new Uint8Array(1001), limits)).toContain("Zipped size must be smaller than 1000 bytes");
    expect(refusal(zip({ a: new Uint8Array(3000), b: new Uint8Array(3000) }), limits)).toContain(
      "Unzipped size must be smaller than 5000 bytes",
    );
    expect(refusal(zip({ a: text(""), b: text(""), c: text(""), d: text("") }), limits)).toContain("4 entries");
  });

  it("where an entry expands to more than it declares", () => {
    const bomb = changed(zip({ "a.js": new Uint8Array(1_000_000) }), (view, copy) =>
      view.setUint32(central(copy) + 24, 10, true),
    );
    expect(refusal(bomb)).toContain("cannot be decompressed to the size it declares");
    const less = changed(zip({ "a.js": new Uint8Array(1000) }), (view, copy) =>
      view.setUint32(central(copy) + 24, 2000, true),
    );
    expect(refusal(less)).toContain("another size");
  });

  it("where entries share their bytes", () => {
    const shared = changed(zip({ "a.js": text("x"), "b.js": text("x") }), (view, copy) =>
      view.setUint32(central(copy, 1) + 42, 0, true),
    );
    expect(refusal(shared)).toMatch(/another name|overlaps/);
  });

  it("where an entry is encrypted, damaged, packed by an unknown method, or uses zip64", () => {
    const good = zip({ "a.js": text("content") });
    expect(refusal(changed(good, (view, copy) => view.setUint16(central(copy) + 8, 1, true)))).toContain("encrypted");
    expect(refusal(changed(good, (view, copy) => view.setUint32(central(copy) + 16, 1, true)))).toContain("checksum");
    expect(refusal(changed(good, (view, copy) => view.setUint16(central(copy) + 10, 99, true)))).toContain("method 99");
    expect(refusal(changed(good, (view, copy) => view.setUint32(central(copy) + 24, 0xffffffff, true)))).toContain(
      "zip64",
    );
  });

  it("where two entries have one name, or a file is a folder too", () => {
    expect(refusal(zip({ "a.js": text("x"), "./a.js": text("y") }))).toContain('Two entries are named "a.js"');
    expect(refusal(zip({ a: text("x"), "a/b.js": text("y") }))).toContain("both a file and a folder");
  });

  it("where it holds no file", () => {
    expect(refusal(zip({}))).toContain("Uploaded file must be a non-empty zip");
  });
});

describe("code as stored", () => {
  it("is known by the SHA-256 of the archive, as CodeSha256", async () => {
    expect(await codeSha256(text("abc"))).toBe("ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
  });
});
