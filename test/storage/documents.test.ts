import { describe, expect, it } from "vitest";
import { RevisionMoved } from "../../src/storage/batch.ts";
import { DocumentStore } from "../../src/storage/documents.ts";
import { testDb } from "../support/store.ts";

function store(): { documents: DocumentStore; announced: string[] } {
  const announced: string[] = [];
  const documents = new DocumentStore(testDb, {
    now: () => 0,
    newId: () => crypto.randomUUID(),
    pause: () => new Promise((resolve) => setTimeout(resolve, 1)),
    announcer: {
      announce: async (_id, changes) => void announced.push(...changes.map(({ topic, id }) => `${topic} ${id}`)),
    },
  });
  return { documents, announced };
}

describe("documents", () => {
  it("are found by id, by name and by owner, page by page", async () => {
    const { documents, announced } = store();
    await documents.create((edit) => {
      edit.put(
        "vpcLink",
        "b",
        { Name: "two", VpcLinkId: "b", SecurityGroupIds: [], SubnetIds: [] },
        { name: "two", parent: "me" },
      );
      edit.put("vpcLink", "a", { Name: "one", VpcLinkId: "a", SecurityGroupIds: [], SubnetIds: [] }, { name: "one" });
    });
    expect((await documents.get("vpcLink", "a"))?.body.Name).toBe("one");
    expect((await documents.byName("vpcLink", "two"))?.id).toBe("b");
    expect((await documents.list("vpcLink", { limit: 1 })).map(({ id }) => id)).toEqual(["a"]);
    expect((await documents.list("vpcLink", { after: "a" })).map(({ id }) => id)).toEqual(["b"]);
    expect((await documents.list("vpcLink", { parent: "me" })).map(({ id }) => id)).toEqual(["b"]);
    expect(announced).toEqual(["vpcLink me", "vpcLink a"]);
  });

  it("are not made twice under one name, and a refused write writes nothing", async () => {
    const { documents } = store();
    const put = (id: string, name: string): Promise<void> =>
      documents.create((edit) => edit.put("restVpcLink", id, { description: id }, { name }));
    await put("x", "same");
    await expect(put("y", "same")).rejects.toThrow(RevisionMoved);
    expect(await documents.get("restVpcLink", "y")).toBeNull();
  });

  it("lose no update of many writers", async () => {
    const { documents } = store();
    await documents.create((edit) => edit.put("account", "account", { features: [] }));
    const add = (n: number): Promise<unknown> =>
      documents.edit("account", "account", ({ body }, edit) =>
        edit.put("account", "account", { ...body, features: [...(body.features ?? []), `f${n}`] }),
      );
    await Promise.all(Array.from({ length: 12 }, (_, n) => add(n)));
    expect((await documents.get("account", "account"))?.body.features).toHaveLength(12);
    expect(await documents.edit("account", "nobody", () => 1)).toBeNull();
  });
});
