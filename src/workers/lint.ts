// The thread beside that of `lint`, for runs over many files: it looks at files before their turn.
import {parentPort, workerData} from 'node:worker_threads'
import {glimpse, ready, type Glance} from '../services/lint/glimpse.ts'

const glance = workerData as Glance

parentPort!.on('message', (paths: string) => {
  // As JSON: to read that is a third of the work of a structured clone.
  parentPort!.postMessage(JSON.stringify(paths.split('\0').map((path) => glimpse(path, glance) ?? null)))
})
parentPort!.postMessage(ready)
