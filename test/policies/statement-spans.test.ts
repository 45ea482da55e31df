import { describe, expect, it } from "vitest";
import { statementSpans } from "../../src/policies/statement-spans.ts";

describe("the places of a policy's statements", () => {
  it("are told line by line (recorded in AWS's CLI reference)", () => {
    const text = `{
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "Grant",
            "Effect": "Allow",
            "Action": ["codecommit:ListRepositories"],
            "Resource": "*"
        }
    ]
}`;
    expect(statementSpans(text)).toEqual([{ start: { line: 3, column: 19 }, end: { line: 9, column: 10 } }]);
  });

  it("follow each other, whatever the statements hold", () => {
    const inner = '{"Sid":"\\"{[","Condition":{"Bool":{"Statement":["a","b"]}}}';
    const spans = statementSpans(`{"Id":"Statement","Statement":[${inner},${inner}],"Version":"2012-10-17"}`);
    const first = 31 + inner.length;
    expect(spans.map(({ start, end }) => [start.column, end.column])).toEqual([
      [32, first + 1],
      [first + 1, first + 2 + inner.length],
    ]);
  });
});
