import { describe, expect, it } from "vitest";

import { rulesOf } from "../../src/wire/constraints/constraint.ts";
import type { Constraint } from "../../src/wire/constraints/constraint.ts";
import { constraintsOf } from "../../src/wire/constraints/services.ts";
import type { Structure } from "../../src/wire/schema.ts";
import { serviceNames, tableOf } from "../../src/wire/tables.ts";

/** All structures of a service's inputs by name. */
function inputStructures(service: ReturnType<typeof serviceNames>[number]): Map<string, Structure> {
  const found = new Map<string, Structure>();
  const visit = (structure: Structure | undefined): void => {
    if (structure === undefined || found.has(structure.name)) return;
    found.set(structure.name, structure);
    for (const { type } of structure.members) {
      const inner = type.kind === "list" ? type.item : type.kind === "map" ? type.value : type;
      if (inner.kind === "structure") visit(inner.structure());
    }
  };
  for (const operation of tableOf(service).operations.values()) visit(operation.input);
  return found;
}

const parts = (constraint: Constraint): Constraint[] =>
  [constraint, constraint.item, constraint.key, constraint.value].flatMap((one) => one ?? []);

describe.each(serviceNames())("the constraints of %s", (service) => {
  const { everywhere, structures } = constraintsOf(service);

  it("name structures and members that the service's inputs have", () => {
    const known = inputStructures(service);
    const unknown = Object.entries(structures).flatMap(([name, members]) => {
      const names = known.get(name)?.members.map((member) => member.name) ?? [];
      return Object.keys(members).flatMap((member) => (names.includes(member) ? [] : [`${name}.${member}`]));
    });
    expect(unknown).toEqual([]);
  });

  it("have patterns that can be read", () => {
    const all = [everywhere, ...Object.values(structures)].flatMap((members) => Object.values(members)).flatMap(parts);
    for (const rule of all.flatMap(rulesOf)) expect(typeof rule.holds("x")).toBe("boolean");
  });
});
