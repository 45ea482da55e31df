import { describe, expect, it } from "vitest";
import type { WebAclParts } from "../../../src/plan/web-acl.ts";
import { LoadedWebAcls } from "../../../src/traffic/waf/loaded-web-acls.ts";

const parts = (name: string): WebAclParts => ({ plan: { name, rules: [], defaultBlock: null }, addresses: {} });

describe("the web ACLs of an isolate", () => {
  it("are read once, and again after a change", async () => {
    let reads = 0;
    const acls = new LoadedWebAcls(async (id) => parts(`${id} ${++reads}`));
    expect((await acls.get("a")).name).toBe("a 1");
    expect(acls.get("a")).toMatchObject({ name: "a 1" });
    acls.changed();
    expect((await acls.get("a")).name).toBe("a 2");
    expect(acls.get("a")).toMatchObject({ name: "a 2" });
  });

  it("that change while they are read are read again at their next use", async () => {
    let reads = 0;
    const acls: LoadedWebAcls = new LoadedWebAcls(async () => {
      if (++reads === 1) acls.changed();
      return parts(`version ${reads}`);
    });
    await acls.get("a");
    expect((await acls.get("a")).name).toBe("version 2");
  });

  it("go on protecting where storage cannot be reached; one that was never read lets nothing through", async () => {
    let reachable = true;
    const acls = new LoadedWebAcls(async () => {
      if (!reachable) throw new Error("D1 is away");
      return parts("held");
    });
    await acls.get("a");
    reachable = false;
    acls.changed();
    expect((await acls.get("a")).name).toBe("held");
    await expect(acls.get("b")).rejects.toThrow("D1 is away");
  });

  it("that are not there let nothing through", async () => {
    await expect(new LoadedWebAcls(async () => null).get("a")).rejects.toThrow("the web ACL a is not there");
  });
});
