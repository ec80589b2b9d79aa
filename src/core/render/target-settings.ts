import type * as z from 'zod'
import {argocdSettings} from './argocd/settings.ts'
import {binarySettings} from './binary/settings.ts'
import {composeSettings} from './compose/settings.ts'
import {dockerSettings} from './docker/settings.ts'
import {fluxSettings} from './flux/settings.ts'
import {helmSettings} from './helm/settings.ts'
import {kustomizeSettings} from './kustomize/settings.ts'
import {manifestsSettings} from './manifests/settings.ts'
import {runnerSettings} from './runner/settings.ts'
import {systemdSettings} from './systemd/settings.ts'
import {terraformSettings} from './terraform/settings.ts'

/** What may stand under each target in `targets` of c1ctl.yaml. A target adds its own schema here, in one line. */
export const targetSettings = {
  manifests: manifestsSettings,
  kustomize: kustomizeSettings,
  helm: helmSettings,
  docker: dockerSettings,
  compose: composeSettings,
  systemd: systemdSettings,
  binary: binarySettings,
  runner: runnerSettings,
  terraform: terraformSettings,
  argocd: argocdSettings,
  flux: fluxSettings,
}

/** Settings by target, for the targets that c1ctl.yaml names. */
export type TargetSettings = {[Id in keyof typeof targetSettings]?: z.output<(typeof targetSettings)[Id]>}

/** The name of a target. */
export type TargetId = keyof typeof targetSettings
