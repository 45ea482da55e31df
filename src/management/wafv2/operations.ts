import type { SdkOperations } from "../../wire/generated/operations.ts";
import type { Input, Output } from "../../wire/handlers.ts";

type Operations = SdkOperations["wafv2"];

export type In<O extends keyof Operations> = Input<"wafv2", O>;
export type Out<O extends keyof Operations> = Promise<Output<"wafv2", O>>;
