import {expect} from 'chai'
import makeIgnore from 'ignore'
import {coversPath, ruleBelow, withRules} from '../../../../src/core/render/ignore-rules.ts'

describe('rules that keep secrets out of git', () => {
  const rules = ['/baton-*-secrets.yaml', '/overlays/*/*.env', '/a+b/x.yaml']
  const paths = ['baton-a-secrets.yaml', 'x/baton-a-secrets.yaml', 'baton-a.yaml', 'overlays/staging/a.env', 'overlays/a/b/c.env', 'a+b/x.yaml', 'aab/x.yaml', 'baton-axsecretsxyaml']

  it('cover what git takes them to cover', () => {
    for (const rule of rules) for (const path of paths) expect(coversPath(rule, path), `${rule} ${path}`).to.equal(makeIgnore().add(rule).ignores(path))
  })

  it('are written once, below what is there', () => {
    const text = withRules('*.bak', ['/a', ruleBelow('k/s', '/b'), '/a'])!
    expect(text).to.match(/^\*\.bak\n#.*\n\/a\n\/k\/s\/b\n$/)
    expect(withRules(text, ['/a', '/k/s/b'])).to.equal(null)
    expect(withRules(text, ['/c'])).to.equal(`${text}/c\n`)
    expect(withRules(null, ['/a'])).to.match(/^#.*\n\/a\n$/)
  })
})
