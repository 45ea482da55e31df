import { expect, it } from "vitest";
import { groupChange, isGroupName } from "../../../src/traffic/websocket/groups.ts";

it.each([
  ["a", true],
  ["Team_1.room:7@eu-west", true],
  ["g".repeat(128), true],
  ["g".repeat(129), false],
  ["", false],
  ["a b", false],
  ["a/b", false],
  ["é", false],
])("%s may name a group: %j", (name, isOne) => {
  expect(isGroupName(name)).toBe(isOne);
});

it("a backend's headers say which groups to join and to leave, without what is no name", () => {
  const headers = new Headers({ "tollgate-join": "red, a b,blue", "Tollgate-Leave": "green" });
  expect(groupChange(headers)).toEqual({ join: ["red", "blue"], leave: ["green"] });
  expect([groupChange(new Headers({ "tollgate-join": "a b" })), groupChange(null)]).toEqual([null, null]);
});
