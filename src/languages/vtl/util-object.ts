import { JsonSyntaxError, parseJson } from "../jsonpath/parse-json.ts";
import { base64Decode, base64Encode, escapeJavaScript, urlDecode, urlEncode } from "./encodings.ts";
import { TemplateError } from "./errors.ts";
import type { Meter } from "./meter.ts";
import { textOf } from "./text.ts";
import { HostObject, type Value } from "./value.ts";

const FUNCTIONS: ReadonlyMap<string, (text: string) => Value> = new Map<string, (text: string) => Value>([
  ["escapeJavaScript", escapeJavaScript],
  ["urlEncode", urlEncode],
  ["urlDecode", urlDecode],
  ["base64Encode", base64Encode],
  ["base64Decode", base64Decode],
  ["parseJson", parseJsonText],
]);

/** `$util` of API Gateway's mapping templates ("$util variables" of its mapping template reference). */
export class UtilObject extends HostObject {
  override call(name: string, args: readonly Value[], meter: Meter): Value | undefined {
    const use = FUNCTIONS.get(name);
    const [argument = null] = args;
    if (use === undefined || args.length !== 1) return undefined;
    const text = argument === null ? "" : textOf(argument, meter);
    meter.charge(1 + (text.length >> 3));
    const result = use(text);
    return typeof result === "string" ? meter.text(result) : result;
  }
}

function parseJsonText(text: string): Value {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new TemplateError(`$util.parseJson: ${error.message}`);
    throw error;
  }
}
