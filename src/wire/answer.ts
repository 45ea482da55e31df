/** An answer before it becomes a Response. */
export interface Answer {
  /** 100–599. */
  readonly status: number;
  readonly headers: Headers;
  readonly body: BodyInit | null;
}
