/** A value that takes time to make and that most runs do not need: it is made when it is first asked for. */
export function onUse<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
