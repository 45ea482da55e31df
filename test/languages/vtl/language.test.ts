import { describe, expect, it } from "vitest";
import { parseJson } from "../../../src/languages/jsonpath/parse-json.ts";
import { TemplateError } from "../../../src/languages/vtl/errors.ts";
import { parseTemplate } from "../../../src/languages/vtl/parse-template.ts";
import { contextOf, renderText } from "./rendering.ts";

// Rules of Apache Velocity 1.7 (its grammar and the classes of org.apache.velocity.runtime) that no recorded fact shows.
type Row = [template: string, printed: string];

function check(rows: Row[]): void {
  it.each(rows)("%s", (template, printed) => {
    expect(
      renderText(template, { body: '{"list":[1,{"a":"x/y"}],"map":{"k":null},"d":2.0,"big":12345678901234567890}' }),
    ).toBe(printed);
  });
}

describe("conditions", () => {
  check([
    ["#if(true)a#elseif(true)b#else c#end", "a"],
    ["#if(false)a#elseif(true)b#else c#end", "b"],
    ["#if(false)a#elseif(false)b#else c#end", " c"],
    ["#if($true)a#end#if($false)b#end", "a"],
    ['#if("text")a#else b#end', " b"],
    ["#if(1)a#else b#end", " b"],
    ["#set($n = 0)#if($n)a#end", "a"],
    ["#set($s = '')#if($s)a#end", "a"],
    ["#if(!$nothing)a#else b#end", " b"],
    ["#if($nothing == '' && $nothing == $other)a#end", "a"],
    ['#if("1" == 1)a#end#if(1 == 1.0)b#end#if("true" == true)c#end', "abc"],
    ["#if([1, 2] == [1, 2])a#end#if({'a': 1} == {'a': 1})b#end#if([1] == '[1]')c#end", "abc"],
    ["#if([1] == [1.0])a#else b#end", " b"],
    ["#if('b' > 'a')a#else b#end", " b"],
    ["#if(1 < 2 && 2 <= 2 && 3 > 2 && 3 >= 3 && 1 != 2)a#end", "a"],
    ["#if(false || true && false)a#else b#end", " b"],
    ["#if(not (1 == 2))a#end", "a"],
  ]);
});

describe("numbers", () => {
  check([
    ["#set($x = 1)#set($y = true-$x)[$y]", "[]"],
    ["#set($x = 7 / 2)$x", "3"],
    ["#set($x = -7 / 2)$x", "-3"],
    ["#set($x = -7 % 2)$x", "-1"],
    ["#set($x = 7.0 / 2)$x", "3.5"],
    ["#set($x = 2147483647 + 1)$x", "2147483648"],
    ["#set($x = 9223372036854775807 * 10)$x", "92233720368547758070"],
    ["#set($x = 1)#set($x = 1 / 0)$x", "1"],
    ["#set($x = 1.0 * 10000000)$x", "1.0E7"],
    ["#set($x = 'n' + 1 + 2)$x", "n12"],
    ["#set($x = 1 + 2 + 'n')$x", "3n"],
    ["#set($x = 'v=' + (1 / 0))$x", "v=(1 / 0)"],
    ["#set($x = 5)$x.intValue().toString().length()", "1"],
    ["#set($i = 0)#set($x = $i.parseInt('042') + 1)$x", "43"],
    ["#set($i = 0)$i.valueOf('7').doubleValue()", "7.0"],
    ["#set($i = 255)$i.toHexString($i) $i.toBinaryString(5) $i.toString(255, 16)", "ff 101 ff"],
    ["#set($d = 2.5)$d.intValue() $d.valueOf('1e3')", "2 1000.0"],
    ["$input.path('$.d') $input.path('$.big')", "2.0 12345678901234567890"],
    [
      "#set($s = '')$s.format('%05d|%.2f|%s|%-4s|%x|%,d', 42, 1.5, 'a', 'b', 255, 1234567)",
      "00042|1.50|a|b   |ff|1,234,567",
    ],
  ]);
});

describe("loops", () => {
  check([
    ["#foreach($x in [1])$foreach#set($foreach.own = $x)$foreach#end", "{}{own=1}"],
    ["#foreach($i in [1..9])#if($i == 3)#break#end$i#end!", "12!"],
    ["#foreach($i in [1..2])#foreach($j in [1..3])#if($j == 2)#break($foreach.parent)#end$i$j,#end#end!", "11,!"],
    ["#foreach($i in [1..2])#foreach($j in [1..3])#if($j == 2)$foreach.stop()#end$i$j,#end#end!", "11,21,!"],
    ["#foreach($i in [1..2])#foreach($j in [5])$foreach.parent.count.$foreach.topmost.index #end#end", "1.0 2.1 "],
    ["#foreach($i in [1..9])#if($i == 3)#stop#end$i#end!", "12"],
    ["#foreach($i in [7, 8])#foreach($j in [1..3])#end$velocityCount $velocityHasNext,#end", "1 true,2 false,"],
    ["#foreach($v in {'a': 1, 'b': 2})$v#end", "12"],
    ["#set($m = {'a': 1, 'b': 2})#foreach($e in $m.entrySet())$e.key=$e.value,#end", "a=1,b=2,"],
    ["#set($m = {'a': 1})$m.entrySet() $m.keySet() $m.values()", "[a=1] [a] [1]"],
    ["#set($s = 'text')#foreach($x in $s)x#end.", "."],
    ["#foreach($x in [])x#end.", "."],
    ["#foreach($p in ['a=1', 'b'])#foreach($q in $p.split('='))$q;#end#end", "a;1;b;"],
    ["#foreach($x in $input.path('$.list').iterator())x#end", "xx"],
  ]);
});

describe("text that looks like directives", () => {
  check([
    // A dollar right before a directive is lost, or makes it none.
    ["a$#if(true)b$#else c#end", "ab"],
    ["$!#{if}(false)a$$#elseif(true)b$#{end}c", "bc"],
    ["a$#set($x = 1)$x$ #set($x = 2)$x", "a12"],
    ["a$#* note *#b", "ab"],
    ["a$## note", "a$"],
    ["#foreach($x in [1..2])$#break,#end", "$#break,$#break,"],
    ["$!#other($x)$#{stop}$x", "$!#other($x)$#{stop}"],
    ["me#@example.org", "me#@example.org"],
    ["#[[ $x #if( ]]#.", " $x #if( ."],
    ["a #* $x #if *# b", "a  b"],
    ["a ## b\nc", "a c"],
    ["#hash #1 #-1 # x", "#hash #1 #-1 # x"],
    ["#unknown($input.body, 'x')", "#unknown($input.body, 'x')"],
    ["#literal()$x#end", "$x"],
    ["${ x} $[0] $. $1 ${1}", "${ x} $[0] $. $1 ${1}"],
    ["$$input.path('$.d')", "$2.0"],
    ["cost: 5$! now", "cost: 5$ now"],
    ["#@block('a')b#end", "#@block('a')b#end"],
    ["#set($x = 'v')${x}_y $x.z $x. $x", "v_y  v. v"],
    ["\\\\#if(true)a#end", "\\a"],
    ["\\#foo", "\\#foo"],
  ]);
});

describe("lists and maps", () => {
  check([
    ["#set($m = {'a': 1})#set($n = $m.clone())#set($n.a = 2)$m $n", "{a=1} {a=2}"],
    ["#set($l = ['a'])#set($n = $l.clone())#set($ok = $n.add(1))$l $n", "[a] [a, 1]"],
    ["#set($l = $input.path('$.list').clone())$l", '[1,{"a":"x\\/y"}]'],
    ["$input.path('$.list')", '[1,{"a":"x\\/y"}]'],
    ["$input.path('$')", '{list=[1,{"a":"x\\/y"}], map={k=null}, d=2.0, big=12345678901234567890}'],
    ["#set($l = [1, 'a', [2.0], {'k': true}])$l", "[1, a, [2.0], {k=true}]"],
    ["#set($l = [$input.path('$.list')])$l", '[[1,{"a":"x\\/y"}]]'],
    ["#set($l = $input.path('$.list'))#set($x = $l.add([1, 'two']))$l", '[1,{"a":"x\\/y"},[1,"two"]]'],
    ["#set($l = [3, 1])$l[0]$l[-1]$l.get(1)$l.size()$l.isEmpty()$l.empty", "3112falsefalse"],
    [
      "#set($l = ['a', 'b', 'a'])$l.indexOf('a')$l.lastIndexOf('a')$l.contains('c')$l.remove(0)$l.remove('a')$l",
      "02falseatrue[b]",
    ],
    [
      "#set($l = [1, 2, 3])$l.subList(1, 3)$l.addAll([4])$l.containsAll([1, 4])$l.add(0, 9)$l",
      "[2, 3]truetrue[9, 1, 2, 3, 4]",
    ],
    ["#set($l = [1, 2])#set($l[0] = 'x')#set($l[-1] = 'y')$l", "[x, y]"],
    [
      "#set($m = {})$m.put('a', 1)$m.put('a', 2)$m.a$m.getOrDefault('b', 3)$m.containsKey('a')$m.remove('a')$m",
      "123true2{}",
    ],
    ["#set($m = {'size': 5})$m.size $m.size() $m.isEmpty()", "5 1 false"],
    ["#set($m = {})#set($m.a = {})#set($m.a.b = 1)#set($m['c d'] = 2)$m", "{a={b=1}, c d=2}"],
    ["#set($m = {})#set($m.a.b.c = 1)$m", "{}"],
    ["#set($m = {})#set($m.me = $m)$m", "{me=(this Map)}"],
    ["$input.path('$.map.k')$input.path('$.map').k$input.path('$.list')[1].a", "x/y"],
    ["$input.path('$.list').size()$input.path('$').keySet()", "2[list, map, d, big]"],
    ["#set($l = [1, 2]).$l.nope()$l.nope.$l.size(1)", ".."],
  ]);
});

describe("strings", () => {
  check([
    ["#set($s = ' Ab ')[$s.trim()][$s.toUpperCase()][$s.toLowerCase()][$s.length()]", "[Ab][ AB ][ ab ][4]"],
    ["#set($s = 'abcabc')$s.indexOf('c')$s.lastIndexOf('c')$s.indexOf('c', 3)$s.charAt(1)$s.substring(4)", "255bbc"],
    [
      "#set($s = 'a.b')$s.replace('.', '$1') $s.replaceAll('\\.', '\\$') $s.replaceFirst('(.)', '<$1>')",
      "a$1b a$b <a>.b",
    ],
    [
      "#set($s = 'abc')$s.equals('abc')$s.equalsIgnoreCase('ABC')$s.startsWith('b', 1)$s.endsWith('c')$s.isEmpty()",
      "truetruetruetruefalse",
    ],
    ["#set($s = 'abc')$s.hashCode() $s.compareTo('abd') $s.concat('d') $s.contains('b')", "96354 -1 abcd true"],
    ["#set($s = 'a,b,,')$s.split(',') $s.split(',').size() $s.split(',', -1).size()", "[a, b] 2 4"],
    ["#set($s = '')$s.join('-', ['a', 'b']) $s.valueOf(1.0)", "a-b 1.0"],
    ["#set($x = \"a$input.path('$.d')b #if(true)yes#end\")$x", "a2.0b yes"],
    ['#set($q = "say ""hi"" and \'ho\'")$q', "say \"hi\" and 'ho'"],
    ["#set($q = 'it''s')$q", "it's"],
    ['#set($u = "\\u0041")$u', "A"],
  ]);
});

describe("$util", () => {
  check([
    ['$util.escapeJavaScript("it\'s ""q"" a/b \\ é")', 'it\\\'s \\"q\\" a\\/b \\\\ \\u00E9'],
    ["$util.escapeJavaScript($input.json('$.list'))", '[1,{\\"a\\":\\"x\\/y\\"}]'],
    ["$util.escapeJavaScript($nothing)$util.escapeJavaScript(5)", "5"],
    ['$util.urlEncode("a b&c=d/é~*-._!")', "a+b%26c%3Dd%2F%C3%A9%7E*-._%21"],
    ["$util.urlDecode('a+b%26%C3%A9')", "a b&é"],
    ["$util.base64Encode('é?') $util.base64Decode('w6k_') $util.base64Decode('w6k/')", "w6k/ é? é?"],
    ["$util.parseJson('{\"a\":[1,2.0]}').a[1] $util.parseJson('[1]') $util.parseJson('5')", "2.0 [1] 5"],
    ["$util.nope('x')$util", ""],
  ]);
});

describe("$input and $context", () => {
  const scene = { path: { id: "1" }, querystring: { id: "2", q: "a b" }, header: { "X-A": "3" } };

  it("looks a parameter up in path, query string and headers, in this order", () => {
    expect(
      renderText(
        "$input.params('id')$input.params('q')$input.params('X-A')$input.params('x-a')$input.params('no')",
        scene,
      ),
    ).toBe("1a b33");
  });

  it("lists all parameters", () => {
    expect(renderText("$input.params()", scene)).toBe("{path={id=1}, querystring={id=2, q=a b}, header={X-A=3}}");
    expect(renderText("$input.params().header.get('X-A')$input.params().querystring.q", scene)).toBe("3a b");
  });

  it("gives JSON without blanks, and an empty string for what is missing", () => {
    expect(renderText("$input.json('$.a') $input.json('$.none') $input.json('$')", { body: '{ "a": "x/y" }' })).toBe(
      '"x/y" "" {"a":"x/y"}',
    );
  });

  it("takes a body that is no JSON as one string", () => {
    expect(
      renderText("#foreach($p in $input.path('$').split('&'))$p;#end$input.path('$.a')", { body: "a=1&b=2" }),
    ).toBe("a=1;b=2;");
  });

  it("reads an empty body as {}", () => {
    expect(renderText("$input.body$input.json('$')$input.path('$').size()")).toBe("{}{}0");
  });

  it("fails on a body that is broken JSON, and on a malformed path", () => {
    expect(() => renderText("$input.path('$.a')", { body: '{"a": 1' })).toThrow(/no valid JSON/);
    expect(() => renderText("$input.path('$[')", { body: "{}" })).toThrow(/InvalidPathException/);
  });

  it("prints nothing for the maps of $context, but lists their keys", () => {
    const context = contextOf({ stage: "prod" });
    expect(
      renderText("$context$context.identity$context.requestOverride|$context.stage|$context.keySet()", { context }),
    ).toBe("|prod|[requestOverride, responseOverride, stage]");
  });

  it("keeps values that a plain map of the host holds", () => {
    const stageVariables = new Map([["a", parseJson("1")]]);
    expect(
      renderText("$stageVariables.a$stageVariables.get('a')$stageVariables.none", { variables: { stageVariables } }),
    ).toBe("11");
  });
});

describe("what fails while rendering says where", () => {
  const rows: [template: string, message: RegExp, line: number, column: number][] = [
    ["a\n  $input.path('$.list')[9]", /IndexOutOfBounds/, 2, 3],
    ["#set($s = 'abc')\n$s.substring(9)", /StringIndexOutOfBounds/, 2, 1],
    ["#set($i = 0)\n\n x $i.parseInt('x')", /NumberFormatException/, 3, 4],
    ["$util.parseJson('{')", /parseJson/, 1, 1],
    ["$util.urlDecode('%zz')", /URLDecoder/, 1, 1],
    ["#set($s = 'a')#set($x = $s.matches('('))", /PatternSyntaxException/, 1, 25],
    ["#set($s = 'a')$s.replaceAll('a', '$2')", /IllegalArgumentException/, 1, 15],
  ];
  it.each(rows)("%s", (template, message, line, column) => {
    let caught: unknown;
    try {
      renderText(template, { body: '{"list":[1]}' });
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(TemplateError);
    expect(caught).toMatchObject({ message: expect.stringMatching(message), line, column });
  });
});

describe("what Velocity cannot parse is a problem with its place", () => {
  const rows: [template: string, line: number, column: number][] = [
    ["a $", 1, 3],
    ["a #", 1, 3],
    ["x\n#if(true)", 2, 1],
    ["#end", 1, 5],
    ["#if(true)#else#else#end", 1, 1],
    ["#if true", 1, 5],
    ["#foreach($x of $l)#end", 1, 1],
    ["#foreach $x", 1, 1],
    ["#set($x == 1)", 1, 9],
    ["#set($x = )", 1, 11],
    ["#set($x = $y -1)", 1, 14],
    ["#set(x = 1)", 1, 6],
    ["#set($x = 'a)", 1, 11],
    ["${x", 1, 4],
    ["${x.y z}", 1, 6],
    ["$x[a]", 1, 4],
    ["$x.get($y + 1)", 1, 11],
    ["$x.true", 1, 4],
    ["$true", 1, 6],
    ["#[[ never closed", 1, 1],
    ["#define($x.y)#end", 1, 1],
    ["#macro($x)#end", 1, 1],
    ["#unknown(1 + 2)", 1, 12],
    ['#set($s = "\\u00")', 1, 11],
    ['#set($s = "#if(true)")', 1, 11],
  ];
  it.each(rows)("%s", (template, line, column) => {
    expect(parseTemplate(template)).toMatchObject({ ok: false, problem: { line, column } });
  });
});
