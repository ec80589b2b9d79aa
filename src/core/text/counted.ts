/** A number with its word: `1 file`, `2 files`. */
export const counted = (number: number, word: string, plural = `${word}s`): string => `${number} ${number === 1 ? word : plural}`
