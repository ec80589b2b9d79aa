import type {Rule} from '../rule.ts'
import {authMethod} from './auth-method.ts'
import {constraint} from './constraint.ts'
import {fileContent, fileNotMounted} from './file-content.ts'
import {healthCheck} from './health-check.ts'
import {imageRegistry} from './image-registry.ts'
import {image} from './image.ts'
import {missingField} from './missing-field.ts'
import {noTag} from './no-tag.ts'
import {placeholder} from './placeholder.ts'
import {plainSecret} from './plain-secret.ts'
import {probe} from './probe.ts'
import {secretInGit} from './secret-in-git.ts'
import {secretKey, secretMissing} from './secret-missing.ts'
import {unknownVariable} from './unknown-variable.ts'
import {value} from './value.ts'
import {workingDirectoryRule} from './working-directory.ts'

/** What a connector needs, checked over all files of a run together. */
export const rules: Rule[] = [
  authMethod, constraint, fileContent, fileNotMounted, healthCheck, image, imageRegistry, missingField, noTag, placeholder, plainSecret, probe, secretInGit, secretKey, secretMissing, unknownVariable, value, workingDirectoryRule,
]
