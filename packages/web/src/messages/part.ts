/** The same ids in another language: a text where there is a text, a function of the same values where there is one. */
export type Part<English> = {
  readonly [Id in keyof English]: English[Id] extends string ? string : English[Id];
};
