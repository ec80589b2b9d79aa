/** Values that some format on the way could misread. */
export const hostile: Record<string, string> = {
  newlines: 'first\nsecond\n\nfourth', 'last-newline': 'with a line break at its end\n', 'windows-newlines': 'one\r\ntwo\r\n', quotes: `it's "quoted" 'twice' \`and\` so`, backslash: 'C:\\path\\new\\table \\u0041 \\',
  dollar: '$HOME $$ $', variable: '$(BATON_DOLLAR) $$(BATON_DOLLAR) $(NOT_THERE)', hash: 'a #b', 'hash-first': '#not a comment', template: '{{ .Values.x }} {{{ y }}} {{', percent: '%d %s',
  blanks: '  both sides  ', tab: '\tkey:\tvalue\t', unicode: 'Ünïcödé 漢字 🦊 \u00a0 \u2028 \ufeff', yes: 'yes', no: 'NO', tilde: '~', null: 'null', octal: '007', exponent: '1e3', hex: '0x1F', sexagesimal: '1:20:30', date: '2026-01-01',
  float: '1.10', big: '12045678901234567890', infinity: '.inf', flow: '{a: [b, c]}', dashes: '---\nkind: Secret\n...', anchor: '&a *b !c', colon: 'a: b', question: '? x', pipe: '|', greater: '> folded', at: '@at', equals: '=', merge: '<<',
  html: '<script>&amp;</script>', control: 'bell\u0007 escape\u001b[31m', long: 'x'.repeat(5000), shell: '`id` $(id) ; rm -rf / && "', dot: '.', base64: Buffer.from('already').toString('base64'),
}

/** A server-side apply carries these in a Secret only: the API server reads the sent object as YAML, which forbids them bare (1.36.1). */
export const inSecretsAlone = {delete: 'delete\u007f and next line\u0085', 'byte-order': '\ufefffirst'}
