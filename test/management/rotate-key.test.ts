import { describe, expect, it } from "vitest";
import { isRotateKey, rotateKey } from "../../src/management/rotate-key.ts";
import type { RequestParts } from "../../src/wire/request.ts";
import { refusal, v2Call } from "../support/v2-call.ts";

const parts = (query: string): RequestParts => ({
  method: "POST",
  path: "/tollgate/rotate-key",
  query: new URLSearchParams(query),
  headers: new Headers(),
  body: new Uint8Array(),
});

describe("the rotation of the encryption key", () => {
  it("is a POST to an address of the gateway's own", () => {
    expect(isRotateKey(parts(""))).toBe(true);
    expect(isRotateKey({ ...parts(""), method: "GET" })).toBe(false);
    expect(isRotateKey({ ...parts(""), path: "/tollgate" })).toBe(false);
  });

  it("is refused to everybody but the administrator", async () => {
    const call = v2Call();
    const user = { ...call, caller: { ...call.caller, admin: false } };
    expect(await refusal(rotateKey(user, parts("")))).toEqual([
      "AccessDeniedException",
      "Only the administrator may rotate the encryption key",
    ]);
  });

  it("goes on from page to page, and refuses a position that there is not", async () => {
    const answer = await rotateKey(v2Call(), parts(""));
    expect(await answer.json()).toEqual({ examined: 0, resealed: 0, next: "1:" });
    expect(await refusal(rotateKey(v2Call(), parts("position=77:")))).toEqual([
      "BadRequestException",
      "no position: 77:",
    ]);
  });
});
