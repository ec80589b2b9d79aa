import {fieldsByVariable} from '../connector-settings.ts'
import {fileAt, type FileSource} from '../mounts.ts'
import {isPlaceholder, isReference} from '../plain.ts'
import type {Rule} from '../rule.ts'
import {imageParts, type Deployed, type Variable} from '../set.ts'

/** Longer paths there are not (PATH_MAX of Linux). */
const longestPath = 4096

/** A certificate, a key or JSON, as it is or in base64, or more than one line: no path looks like that. */
const isContent = (text: string): boolean => /\n(?=[^])|^\s*[{[]|-----BEGIN|^(?:LS0tLS1|eyJ|ewo)/.test(text.trim()) || text.length > longestPath

/** Variables of a Deployment that take the path of a file. */
function filePaths(deployed: Deployed): Array<Variable & {value: string; shown: boolean}> {
  const fields = deployed.connector ? fieldsByVariable(deployed.connector) : new Map<string, never>()
  return [...deployed.variables.values()].flatMap((one) => {
    const field = fields.get(one.name)?.field
    if (!one.value || !(field?.type === 'file' || one.name === 'BATON_CONFIG_PATH') || isPlaceholder(one.value)) return []
    // What stands where a path belongs may be the secret itself.
    return [{...one, value: one.value, shown: !one.secret && /^\/[\w./@+-]{1,200}$/.test(one.value)}]
  })
}

export const fileContent: Rule = {
  id: 'baton/file-content', severity: 'error', title: 'The content of a file stands where its path belongs',
  why: 'A connector in your own cluster opens the file at this path. Upload fields take content only in ConductorOne\'s cloud.',
  wrong: 'stringData:\n  BATON_APP_PRIVATEKEY_PATH: |\n    -----BEGIN RSA PRIVATE KEY-----\n    ...', right: 'stringData:\n  BATON_APP_PRIVATEKEY_PATH: /etc/baton/app-privatekey-path   # a key of a Secret that is mounted at /etc/baton',
  check({deployed}, report) {
    for (const one of deployed) {
      for (const {name, value, at} of filePaths(one)) if (isContent(value)) report(at, `${name} takes the path of a mounted file, not its content: put the content into a Secret of its own and mount it.`)
    }
  },
}

/** Directories that the images bring along: certificate authorities, time zones. */
const inImage = /^\/(?:etc\/(?:ssl|passwd|group|hosts|resolv\.conf)|usr|dev|proc|sys)(?:\/|$)/
/** What the images are built on has nothing else in it; another registry may have an image of somebody's own. */
const isPublished = (image: string): boolean => /^(?:public\.ecr\.aws|ghcr\.io)\/conductorone\//.test(imageParts(image).repository)

const namesOf = (sources: FileSource[]): string => sources.map(({kind, name}) => `the ${kind} ${name}`).join(' and ')

export const fileNotMounted: Rule = {
  id: 'baton/file-not-mounted', severity: 'error', title: 'A file is named that the container does not have',
  why: 'The connector ends at once when it cannot open the file. A path is good when a volume is mounted above it and a key of its Secret has the rest of the path as its name. A warning means that an image of your own may bring the file along.',
  wrong: 'env:\n  - {name: BATON_APP_PRIVATEKEY_PATH, value: /etc/keys/app.pem}\nvolumeMounts:\n  - {name: files, mountPath: /etc/baton}', right: 'env:\n  - {name: BATON_APP_PRIVATEKEY_PATH, value: /etc/baton/app.pem}\nvolumeMounts:\n  - {name: files, mountPath: /etc/baton}',
  check({deployed}, report) {
    for (const one of deployed) {
      for (const {name, value, shown, at} of filePaths(one)) {
        if (isContent(value) || isReference(value)) continue
        const path = shown ? ` ${value}` : ' a file'
        const found = fileAt(one, value)
        if (found.what === 'image' && !inImage.test(value)) report(at, `${name} names${path}, and no volume is mounted there: mount the Secret that holds it into the container.`, undefined, isPublished(one.image) ? 'error' : 'warning')
        else if (found.what === 'nothing') report(at, `${name} names${path} in the volume mounted at ${found.mount}, which is an empty directory when the pod starts: mount the Secret that holds the file.`)
        else if (found.what === 'lacking') report(at, `${name} names${path}, but ${namesOf(found.sources)}, mounted there, ${found.sources.length === 1 ? 'makes' : 'make'} no ${shown ? `file ${found.file}` : 'such file'}.`)
      }
    }
  },
}
