/**
 * Whether a text reaches an API server only as base64: server-side apply reads the sent object as YAML, which forbids DEL, the C1 controls and two
 * non-characters as they are, and takes a byte order mark at the start for one of the file (measured on 1.36.1).
 */
export function needsEncoding(text: string): boolean {
  return /[\u0000\u007f-\u009f\ufffe\uffff]|^\ufeff/.test(text)
}
