/** Node's crypto, which takes 3 ms to load: for those who need it in a long run alone. */
export const nodeCrypto = (): typeof import('node:crypto') => process.getBuiltinModule('node:crypto')
