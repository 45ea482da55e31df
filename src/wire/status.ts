const STATUS: unique symbol = Symbol("status");

/** Answers an output with another status than its schema's, where AWS was seen to do so. */
export function withStatus<T extends object>(status: number, output: T): T {
  return { ...output, [STATUS]: status };
}

/** The status that withStatus gave an output. */
export function statusOf(output: object & { readonly [STATUS]?: number }): number | undefined {
  return output[STATUS];
}
