import { badRequest } from "../../../wire/faults.ts";
import { randomText } from "../../random-text.ts";

const SHORTEST_VALUE = 20;
const LONGEST_VALUE = 128;
const LONGEST_NAME = 1_024;
const LONGEST_DESCRIPTION = 125_000;
/** AWS's own values have 40 characters. */
const VALUE_LENGTH = 40;
const VALUE_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export function newValue(random: (bytes: Uint8Array) => void): string {
  return randomText(random, VALUE_CHARACTERS, VALUE_LENGTH);
}

export function checkValue(value: string): void {
  if (value.length < SHORTEST_VALUE) throw badRequest(`API Key value should be at least ${SHORTEST_VALUE} characters`);
  if (value.length > LONGEST_VALUE)
    throw badRequest(`API Key value exceeds maximum size of ${LONGEST_VALUE} characters`);
}

export function checkName(name = ""): void {
  if (name.length > LONGEST_NAME) throw badRequest(`Invalid API Key name, can be at most ${LONGEST_NAME} characters.`);
}

export function checkDescription(description = ""): void {
  if (description.length > LONGEST_DESCRIPTION) throw badRequest("Invalid API Key description specified.");
}
