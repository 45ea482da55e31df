import { expect, it } from "vitest";
import { groupChange, isGroupName } from "../../../src/traffic/websocket/groups.ts";

it.each<[what: string, name: string, isOne: boolean]>([
  ["one letter", "a", true],
  ["letters, digits and _ . : @ -", "Team_1.room:7@eu-west", true],
  ["128 characters", "g".repeat(128), true],
  ["129 characters", "g".repeat(129), false],
  ["an empty text", "", false],
  ["a blank", "a b", false],
  ["a slash", "a/b", false],
  ["a letter beyond ASCII", "é", false],
])("%s may name a group, or not", (_what, name, isOne) => {
  expect(isGroupName(name)).toBe(isOne);
});

it("a backend's headers say which groups to join and to leave, without what is no name", () => {
  const headers = new Headers({ "tollgate-join": "red, a b,blue", "Tollgate-Leave": "green" });
  expect(groupChange(headers)).toEqual({ join: ["red", "blue"], leave: ["green"] });
  expect([groupChange(new Headers({ "tollgate-join": "a b" })), groupChange(null)]).toEqual([null, null]);
});
