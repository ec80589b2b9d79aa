/** What Helm says when it cannot render, and where. */
export interface HelmFault {
  /** The template that it names, as it names it, with a line from one and a column from zero. */
  at: {name: string; line: number; column: number | undefined} | undefined
  /** Dependencies that Chart.yaml names and `charts/` lacks. */
  missing: string[]
  /** The templates came out, but as something that is no YAML. */
  isInvalidYaml: boolean
}

/**
 * Reads the standard error of `helm template`, of Helm 3 (`template: chart/templates/a.yaml:14:8: executing ...`) and of Helm 4 (`chart/templates/a.yaml:14:8`,
 * a line for each template on the way).
 * @param names templates of the chart; the last one that is named is where the fault lies, for Helm begins with the one that includes it
 */
export function readHelmFault(stderr: string, names: ReadonlySet<string>): HelmFault {
  const places = [...stderr.matchAll(/([^\s():"]+):(\d+)(?::(\d+))?/g)].map(([, name, line, column]) => ({name: name!, line: Number(line), column: column === undefined ? undefined : Number(column)}))
  const broken = /YAML parse error on ([^:\s]+)/.exec(stderr)?.[1]
  const missing = /missing in charts\/ directory: (.+)/.exec(stderr)?.[1]?.split(',').map((one) => one.trim()) ?? []
  return {
    at: places.findLast((one) => names.has(one.name)) ?? (broken === undefined ? undefined : {name: broken, line: 1, column: undefined}),
    missing,
    isInvalidYaml: broken !== undefined,
  }
}
