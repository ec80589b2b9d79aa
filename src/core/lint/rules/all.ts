import type {Rule} from '../rule.ts'
import {authMethod} from './auth-method.ts'
import {constraint} from './constraint.ts'
import {fileContent, fileNotMounted} from './file-content.ts'
import {fluxSubstitution} from './flux-substitution.ts'
import {healthCheck} from './health-check.ts'
import {imageRegistry} from './image-registry.ts'
import {image} from './image.ts'
import {missingField} from './missing-field.ts'
import {nameCollision} from './name-collision.ts'
import {noTag} from './no-tag.ts'
import {placeholder} from './placeholder.ts'
import {plainSecret} from './plain-secret.ts'
import {probe} from './probe.ts'
import {secretInGit} from './secret-in-git.ts'
import {secretKey, secretMissing} from './secret-missing.ts'
import {selector} from './selector.ts'
import {sharedClientId} from './shared-client-id.ts'
import {unknownVariable} from './unknown-variable.ts'
import {value} from './value.ts'
import {workingDirectoryRule} from './working-directory.ts'

/** What a connector needs, checked over all files of a run together. */
export const rules: Rule[] = [
  authMethod, constraint, fileContent, fileNotMounted, fluxSubstitution, healthCheck, image, imageRegistry, missingField, nameCollision, noTag, placeholder, plainSecret, probe, secretInGit, secretKey,
  secretMissing, selector, sharedClientId, unknownVariable, value, workingDirectoryRule,
]
