import { describe, expect, it } from "vitest";
import { compilePath } from "../../../src/languages/jsonpath/compile-path.ts";
import { parseJson } from "../../../src/languages/jsonpath/parse-json.ts";
import { JsonPathError } from "../../../src/languages/jsonpath/path.ts";
import { writeJson } from "../../../src/languages/jsonpath/write-json.ts";

const STORE = parseJson(`{
  "store": {
    "book": [
      {"category": "reference", "author": "Nigel Rees", "title": "Sayings", "price": 8.95},
      {"category": "fiction", "author": "Evelyn Waugh", "title": "Sword", "price": 12.99, "tags": ["a", "b"]},
      {"category": "fiction", "author": "Herman Melville", "title": "Moby Dick", "isbn": "0-553", "price": 8.99, "tags": []},
      {"category": "fiction", "author": "J. R. R. Tolkien", "title": "Lord", "isbn": "0-395", "price": 22}
    ],
    "bicycle": {"color": "red", "price": 19.95, "a b": 1, "gone": null}
  },
  "limit": 10, "numbers": [1, 2, 3, 4], "nested": [[1, 2], [3]], "text": "hello"
}`);

function read(expression: string): string | undefined {
  const compiled = compilePath(expression);
  if (!compiled.ok) throw new Error(`${compiled.problem.message} at ${compiled.problem.position}`);
  const value = compiled.path.read(STORE);
  return value === undefined ? undefined : writeJson(value);
}

describe("definite paths give one value, or nothing", () => {
  const rows: [path: string, value: string | undefined][] = [
    ["$.limit", "10"],
    ["limit", "10"],
    ["$['limit']", "10"],
    ['$["store"].bicycle.color', '"red"'],
    ["$.store.bicycle['a b']", "1"],
    ["$.store.book[0].title", '"Sayings"'],
    ["$.store.book[-1].title", '"Lord"'],
    ["$.store.book[ 1 ].price", "12.99"],
    ["$.store.bicycle['color','price']", '{"color":"red","price":19.95}'],
    ["$.store.bicycle['color','none']", '{"color":"red"}'],
    ["$.store.bicycle.gone", "null"],
    ["$.store.bicycle.none", undefined],
    ["$.none.none", undefined],
    ["$.text.none", undefined],
    ["$.store.book[9]", undefined],
    ["$.store.book.title", undefined],
    ["$.store.bicycle[0]", undefined],
    ["$.store.bicycle.gone.x", undefined],
    ["$.none[*]", undefined],
    ["$.text[0]", undefined],
  ];
  it.each(rows)("%s", (path, value) => {
    expect(read(path)).toBe(value);
  });
});

describe("indefinite paths give a list", () => {
  const rows: [path: string, value: string][] = [
    ["$.store.book[*].author", '["Nigel Rees","Evelyn Waugh","Herman Melville","J. R. R. Tolkien"]'],
    ["$.store.book[*].none", "[]"],
    ["$.store.bicycle.*", '["red",19.95,1,null]'],
    ["$.text.*", "[]"],
    ["$..price", "[8.95,12.99,8.99,22,19.95]"],
    ["$..book[0].title", '["Sayings"]'],
    ["$..book[-1:].title", '["Lord"]'],
    ["$..['color','price']", '[{"color":"red","price":19.95}]'],
    ["$..isbn", '["0-553","0-395"]'],
    ["$..none", "[]"],
    ["$.numbers[0,2]", "[1,3]"],
    ["$.numbers[0,9,-1]", "[1,4]"],
    ["$.numbers[1:3]", "[2,3]"],
    ["$.numbers[:2]", "[1,2]"],
    ["$.numbers[:-1]", "[1,2,3]"],
    ["$.numbers[-2:]", "[3,4]"],
    ["$.numbers[2:]", "[3,4]"],
    ["$.numbers[3:1]", "[]"],
    ["$.numbers[0:99]", "[1,2,3,4]"],
    ["$.nested[*][0]", "[1,3]"],
    ["$.nested[*][1]", "[2]"],
    ["$..[0]", '[{"category":"reference","author":"Nigel Rees","title":"Sayings","price":8.95},"a",1,[1,2],1,3]'],
  ];
  it.each(rows)("%s", (path, value) => {
    expect(read(path)).toBe(value);
  });
});

describe("filters", () => {
  const rows: [filter: string, titles: string[]][] = [
    ["@.price < 10", ["Sayings", "Moby Dick"]],
    ["@.price <= $.limit", ["Sayings", "Moby Dick"]],
    ["@.price > 10 && @.category == 'fiction'", ["Sword", "Lord"]],
    ["@.price > 20 || @.author == 'Nigel Rees'", ["Sayings", "Lord"]],
    ["@.isbn", ["Moby Dick", "Lord"]],
    ["!@.isbn", ["Sayings", "Sword"]],
    ["!(@.isbn)", ["Sayings", "Sword"]],
    ["@['isbn'] && (@.price < 10 || @.price == 22)", ["Moby Dick", "Lord"]],
    ['@.category != "fiction"', ["Sayings"]],
    ["@.price == '22'", ["Lord"]],
    ["@.price === '22'", []],
    ["@.isbn == null", []],
    ["@.none != 'x'", ["Sayings", "Sword", "Moby Dick", "Lord"]],
    ["@.author =~ /.*REES/i", ["Sayings"]],
    ["@.author =~ /Rees/", []],
    ["@.tags =~ /[ax]/", ["Sword"]],
    ["@.category in ['reference', 'x']", ["Sayings"]],
    ["@.category nin ['fiction']", ["Sayings"]],
    ["@.tags contains 'b'", ["Sword"]],
    ["@.title contains 'ord'", ["Sword", "Lord"]],
    ["@.tags size 2", ["Sword"]],
    ["@.tags empty true", ["Moby Dick"]],
    ["@.tags empty false", ["Sword"]],
    ["@.tags subsetof ['a', 'b', 'c']", ["Sword", "Moby Dick"]],
    ["@.tags anyof ['b', 'z']", ["Sword"]],
    ["@.tags noneof ['b', 'z']", ["Moby Dick"]],
    ["@.tags all ['a']", ["Sword"]],
    ["@.tags.length() > 1", ["Sword"]],
    ["@.tags == ['a','b']", ["Sword"]],
    ["'fiction' == @.category && @.price>20", ["Lord"]],
  ];
  it.each(rows)("[?(%s)]", (filter, titles) => {
    expect(read(`$.store.book[?(${filter})].title`)).toBe(JSON.stringify(titles));
  });

  it("apply to the elements of a list themselves", () => {
    expect(read("$.numbers[?(@ > 2)]")).toBe("[3,4]");
  });

  it("apply to an object as a whole", () => {
    expect(read("$.store.bicycle[?(@.price > 10)].color")).toBe('["red"]');
  });

  it("reach every object by a scan", () => {
    expect(read("$..[?(@.isbn == '0-395')].title")).toBe('["Lord"]');
  });
});

describe("functions", () => {
  const rows: [path: string, value: string][] = [
    ["$.numbers.length()", "4"],
    ["$.numbers.size()", "4"],
    ["$.store.bicycle.length()", "4"],
    ["$.text.length()", "null"],
    ["$.numbers.sum()", "10.0"],
    ["$.numbers.min()", "1.0"],
    ["$.numbers.max()", "4.0"],
    ["$.numbers.avg()", "2.5"],
    ["$.numbers.stddev()", "1.118033988749895"],
    ["$.sum($.numbers, 5)", "15.0"],
    ["$..price.max()", "22.0"],
    ["$..book.length()", "4"],
    ["$.store.bicycle.keys()", '["color","price","a b","gone"]'],
    ['$.concat($.text, " ", $.store.bicycle.color)', '"hello red"'],
    ["$.numbers.append(5)", "[1,2,3,4,5]"],
    ["$.numbers.first()", "1"],
    ["$.numbers.last()", "4"],
    ["$.numbers.index(2)", "3"],
  ];
  it.each(rows)("%s", (path, value) => {
    expect(read(path)).toBe(value);
  });

  it("an aggregate of nothing fails", () => {
    expect(() => read("$.store.bicycle.sum()")).toThrow(JsonPathError);
  });
});

describe("malformed paths are problems with their place", () => {
  it.each([
    ["$.", 1],
    ["$..", 2],
    ["$...a", 3],
    ["$a", 1],
    ["$.a b", 3],
    ["$[", 1],
    ["$['a", 2],
    ["$['a' 'b']", 6],
    ["$[a]", 1],
    ["$[1:2:3]", 1],
    ["$[*", 3],
    ["$[?(@.a == )]", 11],
    ["$[?(@.a ~~ 1)]", 8],
    ["$[?(@.a == 1]", 12],
    ["$[?(1)]", 4],
    ["$[?]", 3],
    ["$.nope()", 2],
    ["$.sum(", 5],
    ["$.sum(x)", 5],
  ])("%s at %i", (expression, position) => {
    expect(compilePath(expression)).toMatchObject({ ok: false, problem: { position } });
  });
});
