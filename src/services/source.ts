import {quickSource} from '../core/yaml/quick-source.ts'
import type {SourceDocument} from '../core/yaml/source-document.ts'

/**
 * Reads a YAML file for people with the quick reader; where that one gives way, the other is loaded, which takes about as long as all else of a start.
 * @param file the name to show in places
 */
export async function readSource(text: string, file: string): Promise<SourceDocument> {
  return quickSource(text, file) ?? (await import('../core/yaml/source-document.ts')).readSourceDocument(text, file)
}
