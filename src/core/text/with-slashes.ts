/** A path with slashes, whatever system wrote it. */
export const withSlashes = (path: string): string => (path.includes('\\') ? path.replaceAll('\\', '/') : path)
