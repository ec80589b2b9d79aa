import type {PlaceOf} from '../project/parse.ts'
import {problem, type Problem} from '../problems/problem.ts'
import type {Workload} from '../workload/types.ts'
import {features, type Feature, type FeatureId} from './features.ts'

/** What a workload asks for. */
export function askedFeatures(workload: Workload): FeatureId[] {
  return (Object.entries(features) as Array<[FeatureId, Feature]>).filter(([, feature]) => feature.asked(workload)).map(([id]) => id)
}

/**
 * What workloads ask for and a target cannot do, a problem each.
 * @param target how the target is called, as a sentence names it
 * @param able the targets that can, for the next step
 */
export function unsupported({workloads, target, supports, able, instead, place}: {
  workloads: Workload[]
  target: string
  supports: ReadonlySet<FeatureId>
  able: (feature: FeatureId) => string[]
  /** A further way out. */
  instead?: string
  place: PlaceOf
}): Problem[] {
  return workloads.flatMap((workload) =>
    askedFeatures(workload).filter((id) => !supports.has(id)).map((id) => {
      const {title, setting = []}: Feature = features[id]
      const others = able(id)
      const leaveOut = setting.length > 0 ? `remove \`${setting.join('.')}\`` : 'leave the instance out'
      return problem('target-unsupported', `${workload.instance}: ${target} cannot do this: ${title}.`, {
        at: place(['connectors', workload.instance, ...setting], 'key'),
        next: [...(instead === undefined ? [] : [instead]), others.length > 0 ? `Targets that can: ${others.join(', ')}.` : 'No target can.', `Or ${leaveOut}.`],
      })
    }),
  )
}
