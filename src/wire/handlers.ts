import type { SdkOperations } from "./generated/operations.ts";
import type { ServiceName } from "./schema.ts";

/** Values that are decoded and encoded whole. */
type Whole = string | number | boolean | bigint | Date | undefined | null;

/** Whether a type is one of the SDK's for bytes: unions that a Uint8Array belongs to. */
type IsBytes<T> = [Extract<T, Uint8Array>] extends [never] ? false : true;

/**
 * The SDK's input types mark a required member as `string | undefined`; a decoded input has it for certain, at every depth.
 * Bytes are Uint8Arrays, read to their end.
 */
export type Decoded<T> =
  IsBytes<T> extends true
    ? Uint8Array | Extract<T, undefined>
    : T extends Whole
      ? T
      : T extends readonly (infer Item)[]
        ? Decoded<Item>[]
        : { [K in keyof T]: {} extends Pick<T, K> ? Decoded<T[K]> : Decoded<Exclude<T[K], undefined>> };

/** What a handler may answer: the SDK's output without its metadata, bytes as Uint8Arrays, events as they come. */
export type Encodable<T> =
  IsBytes<T> extends true
    ? Uint8Array | Extract<T, undefined>
    : T extends Whole
      ? T
      : T extends readonly (infer Item)[]
        ? readonly Encodable<Item>[]
        : T extends AsyncIterable<infer Event>
          ? AsyncIterable<Encodable<Event>>
          : { readonly [K in keyof T as Exclude<K, "$metadata">]: Encodable<T[K]> };

type OperationTypes<S extends ServiceName, O extends keyof SdkOperations[S]> = SdkOperations[S][O] extends {
  input: infer I;
  output: infer R;
}
  ? { input: I; output: R }
  : never;

export type Input<S extends ServiceName, O extends keyof SdkOperations[S]> = Decoded<OperationTypes<S, O>["input"]>;
export type Output<S extends ServiceName, O extends keyof SdkOperations[S]> = Encodable<OperationTypes<S, O>["output"]>;

/** One operation's handler. C is the call's context, defined by the management layer. Throws a Fault for an error answer. */
export type Handler<C, S extends ServiceName, O extends keyof SdkOperations[S]> = (
  call: C,
  input: Input<S, O>,
) => Promise<Output<S, O>> | Output<S, O>;

/** The handlers of one service by operation. A name that the service does not have is a type error. */
export type ServiceHandlers<C, S extends ServiceName> = { readonly [O in keyof SdkOperations[S]]?: Handler<C, S, O> };

/** All handlers, by service. */
export type Handlers<C> = { readonly [S in ServiceName]?: ServiceHandlers<C, S> };
