import { describe, expect, it } from "vitest";
import { fromPlain } from "../../../src/languages/jsonpath/value.ts";
import type { Value } from "../../../src/languages/vtl/value.ts";
import { renderText } from "./rendering.ts";

// Outputs of API Gateway as LocalStack's template engine recorded them (localstack/airspeed, tests/test_templating.snapshot.json).
// Each row: what is shown, a template of our own with that construct, what it prints, the variables.
type Row = [rule: string, template: string, printed: string, variables?: Record<string, unknown>];

function check(rows: Row[]): void {
  it.each(rows)("%s", (_rule, template, printed, variables = {}) => {
    const values = Object.entries(variables).map(([name, value]): [string, Value] => [name, fromPlain(value)]);
    expect(renderText(template, { variables: Object.fromEntries(values) })).toBe(printed);
  });
}

describe("references", () => {
  check([
    ["an undefined reference prints nothing", "a $nobody b", "a  b"],
    ["a quiet one too", "a $!nobody b", "a  b"],
    ["a missing key prints nothing", "[$user.name]", "[]", { user: { items: "1" } }],
    ["a lone dollar is text", "Hello $ you", "Hello $ you"],
    ["a trailing brace is text", "Hi $name}.", "Hi World}.", { name: "World" }],
    ["braces mark a reference off", "Hi ${name}s.", "Hi Worlds.", { name: "World" }],
    ["an undefined reference counts as true", "#if($a.b.c)yes#end", "yes"],
    ["so does null", "#if($a)yes#end", "yes", { a: null }],
    ["a minus belongs to the name", "#foreach($i in [1..2])$i-#end", ""],
    ["a parenthesis after a plain reference is text", "#define($x)hi#end$x()", "hi()"],
    ["an index by variable", "#set($i = 1)$a[ $i ]", "bar", { a: ["foo", "bar"] }],
    ["an index by text with a colon", "$a.b['x:y']", "z", { a: { b: { "x:y": "z" } } }],
  ]);
});

describe("escapes", () => {
  check([
    ["a backslash before a reference", '#set($e = "foo")\\$e', "$e"],
    ["two are one and the value", '#set($e = "foo")\\\\$e', "\\foo"],
    ["before other things they are text", "\\ \\\\ \\# \\$ ", "\\ \\\\ \\# \\$ "],
    ["before a known directive", "\\#end", "#end"],
    ["not before a word apart", "\\# end", "\\# end"],
    ["an escaped #set still shows its references", '#set($e = "foo")\\#set( $e = 1 )', "#set( foo = 1 )"],
  ]);
});

describe("strings", () => {
  check([
    ["doubled double quotes are one", '#set($d = "{""a"": 2}")$d', '{"a": 2}'],
    ["backslashes stay", '#set($d = "1\\\\""2")$d', '1\\\\"2'],
    ["references are filled in", '#set($h = "I am $name")$h', "I am Steve", { name: "Steve" }],
    ["escaped ones are not", '#set($h = "I am \\$name")$h', "I am $name", { name: "Steve" }],
    ["single quotes keep all", "#set($h = 'I am $name')$h", "I am $name", { name: "Steve" }],
    ["an undefined reference in a map's key is empty", '#set($m = {})#set($m["$key"] = "v")$m', "{=v}"],
  ]);
});

describe("directives and the line breaks after them", () => {
  check([
    ["#set swallows its line break", "a\n#set($x = 1)\nb", "a\nb"],
    ["blanks before a #set stay after text", "\n    #set($x = 1)\n    b", "\n        b"],
    ["blanks between two #set go", "#set($x = 1)  #set($y = 2)$x$y", "12"],
    ["#end swallows its line break", "#if(true)\na\n#end\nb", "a\nb"],
    ["a line comment swallows its line break", "## note\na\nb## note", "a\nb"],
    ["a block comment does not", "a#*\n note *#\n b", "a\n b"],
    ["braced directives", "#if($v)true#{else}false#{end}x", "falsex", { v: false }],
    ["#stop ends all", "hello #stop world", "hello "],
    ["a macro's definition prints nothing, its call itself", "#macro(m $a)x#end#m(1)", "#m(1)"],
    ["#evaluate is not known", '#set($s = "x")#evaluate($s)', "#evaluate($s)"],
    ["#return neither", "#return($v)", "#return($v)"],
    ["colours are text", '<i style="color: #13ff93">', '<i style="color: #13ff93">'],
    ["hashes are text", '<a href="#">', '<a href="#">'],
  ]);
});

describe("loops", () => {
  check([
    ["hasNext", "#foreach($i in [1, 2])$i#if($foreach.hasNext),#end#end", "1,2"],
    ["$velocityHasNext", "#foreach($i in [1, 2])$i#if($velocityHasNext),#end#end", "1,2"],
    ["$velocityCount", "#foreach($w in [7, 8])$velocityCount#end", "12"],
    ["first and last", "#foreach($i in [1..3])#if($foreach.first)<#end$i#if($foreach.last)>#end#end", "<123>"],
    ["ranges run down too", "#foreach($v in [2..-2])$v,#end", "2,1,0,-1,-2,"],
    ["an undefined list has no turns", "#foreach($v in $list)x#end", ""],
    ["the loop's variable is gone after it", "#foreach($n in [1])$n#end$n", "1"],
    ["or is what it was", "#set($i = 1)#foreach($i in [2, 3])$i,#end$i", "2,3,1"],
    ["assignments stay", "#set($v = 1)#foreach($i in [2, 3])$v,#set($v = $i)#end$v", "1,2,3"],
    [
      "inner loops count for themselves",
      "#foreach($j in [1,2])#foreach($i in [3, 4])$foreach.count,#end$foreach.count|#end",
      "1,2,1|1,2,2|",
    ],
    ["a block sees the loop that uses it", "#define($s)$foreach.index#end#foreach($x in [1,2,3])$s#end", "012"],
  ]);
});

describe("arithmetic and comparison", () => {
  check([
    ["precedence", "#set($a = 2 + 5 * 4)$a", "22"],
    ["comparison last", "#set($a = 4 > 2 + 5)$a", "false"],
    ["doubles", "#set($a = 100.0 / 50)$a", "2.0"],
    ["a double without a leading digit", "#set($x = .5*.1)$x", "0.05"],
    ["words for operators", "#if(1 lt 2 and 2 ge 2 and not (1 eq 2))yes#end", "yes"],
  ]);
});

describe("lists, maps and strings", () => {
  check([
    ["a list's set() gives the old element", "#set($l = ['one', 'two'])$l.set(1, 'foo')$l", "two[one, foo]"],
    ["a map's put() too", "#set($old = $m.put('k', 'new'))$old $m.k", "old new", { m: { k: "old" } }],
    ["put() of a bare null", '#set($m = {})#set($x = $m.put(\'k\', null))#if("$m.k" == "")none#end', "none"],
    ["putAll()", "#set($x = $m.putAll({'a': 'b'}))$m.a", "b", { m: {} }],
    ["maps print as Java does", "#set($m = {'k1': 'v1', 'k2': 'v2'})$m.toString()", "{k1=v1, k2=v2}"],
    ["matches() wants the whole text", "#set($s = 'd123')$s.matches('[0-9]*')", "false"],
    ["replaceAll() takes a pattern", "#set($s = 'foobar1bab')$s.replaceAll('ba.', 'foo')", "foofoo1foo"],
  ]);
});
