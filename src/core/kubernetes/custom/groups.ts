/** Groups of the kinds whose definitions c1ctl ships (shipped.json), known without loading them. */
export const shippedGroups: ReadonlySet<string> = new Set([
  'argoproj.io', 'bitnami.com', 'external-secrets.io', 'helm.toolkit.fluxcd.io', 'kustomize.toolkit.fluxcd.io', 'secrets-store.csi.x-k8s.io', 'source.toolkit.fluxcd.io',
])
