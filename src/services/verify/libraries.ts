import type {Libraries} from '../../core/verify/libraries.ts'

type XmlCrypto = Awaited<ReturnType<Libraries['xml']>>

/** Loads a library when a recipe needs it. */
export const libraries: Libraries = {
  // Not all of jose: from its entry nothing could be left out of the bundle.
  jose: () => import('jose/jwt/sign'),
  aws: () => import('aws4fetch'),
  // It is CommonJS: in the bundle all of it stands under `default`, elsewhere the names may stand alone.
  xml: async () => {
    const module = (await import('xml-crypto')) as XmlCrypto & {default?: XmlCrypto}
    return module.default ?? module
  },
}
