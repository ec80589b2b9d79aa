/**
 * Makes a function that works its answer out once for each object: for what follows from a connector alone, which lint asks for with every Deployment.
 * The answers go with their objects, and are shared: nobody changes them.
 */
export function derived<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>()
  return (key) => {
    let value = known.get(key)
    if (value === undefined) known.set(key, (value = make(key)))
    return value
  }
}
