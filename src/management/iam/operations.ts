import type { SdkOperations } from "../../wire/generated/operations.ts";
import type { Input, Output } from "../../wire/handlers.ts";

type Operations = SdkOperations["iam"];

/** The input of an operation of IAM. */
export type In<O extends keyof Operations> = Input<"iam", O>;

/** The output of an operation of IAM. */
export type Out<O extends keyof Operations> = Promise<Output<"iam", O>>;
