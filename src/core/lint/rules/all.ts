import type {Rule} from '../rule.ts'
import {authMethod} from './auth-method.ts'
import {constraint} from './constraint.ts'
import {imageRegistry} from './image-registry.ts'
import {missingField} from './missing-field.ts'
import {noTag} from './no-tag.ts'
import {placeholder} from './placeholder.ts'
import {secretKey, secretMissing} from './secret-missing.ts'
import {unknownVariable} from './unknown-variable.ts'
import {value} from './value.ts'

/** What a connector needs, checked over all files of a run together. */
export const rules: Rule[] = [authMethod, constraint, imageRegistry, missingField, noTag, placeholder, secretKey, secretMissing, unknownVariable, value]
