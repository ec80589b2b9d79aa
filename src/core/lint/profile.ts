/** How much lint says: `hardened` adds the advice of the `hardening/` rules. */
export const profiles = ['standard', 'hardened'] as const
export type Profile = (typeof profiles)[number]
