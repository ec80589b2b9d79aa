const across = (beginnings: readonly string[], middles: readonly string[], ends: readonly string[]): string[] =>
  beginnings.flatMap((beginning) => middles.flatMap((middle) => ends.map((end) => beginning + middle + end)))

/**
 * Texts that Go's reader takes and most others do not, or the other way round, by what it does with them. Its verdicts are recorded in oddities.json; the
 * end-to-end test asks the reader itself.
 */
export const oddities: Record<string, string[]> = {
  'takes a dash alone between brackets for a text': [
    ...across(['a: ', '- ', 'k:\n  - a: '], ['[-]', '[ -]', '[-, b]', '[b, -]', '[-,]', '{-}', '{a: -}', '{a: -, b: c}', '{-: b}', '[[-], {a: -}]', '[- ]', '[-\n  ]', '[- b]', '[-[b]]', '[-{}]', '[--]', '[-b]', '[-"b"]', '[-# c\n  ]'], ['\n']),
    'a: [-]\r\nb: {c: -}\r\n', 'a: [-] # c\n---\nb: [-]\n', 'a: [\n  -,\n  b\n]\n',
  ],
  'takes a question mark between brackets for the sign of a key': [
    ...across(['a: ', '- '], ['[?b]', '[?b: c]', '[?b, c]', '[c,?b]', '{?b: c}', '{?b}', '[?"b"]', '[?\'b\': c]', '[?-]', '[?b:]', '{?b:}', '[? b : c, ?d]', '[?b, ?c,\n  ?d]', '[[?b], {?c: d}]', '[?b: {?c: [?d]}]', '[?]', '[? ]', '{?}', '{?,b: c}', '[??b]', '[? ?b]', '[?[b]]', '[?{}]', '[b?c]', '[b?]', '[b ?c]', '[?b?c]', '[? b\n  : c]', '{? b\n  : c}', '[?*x]'], ['\n']),
    'a: ?b\n', '?b: c\n', '- ?b\n', 'a: [?b]\r\nc: {?d: e}\r\n', '? a\n: [?b]\n', 'a: {\n?b # c\n}\n',
  ],
  'takes a colon at the end of a text between brackets for a letter': [
    ...across(['a: ', '- '], ['{b: c:}', '{b: c:, d: e}', '[b: c:]', '{b: c::}', '{b: c :}', '{b : c:}', '{"b":c:}', '{? b: c:}', '{b: http://x:}', '[{b: c:}, d]', '{b: c: d}', '{b: c:[d]}', '{b: "c":}', '{b: [c]:}', '{b: :}', '{b: &x c:}', '{b: c:# d\n  }', '{b: c:\n  }', '[b c:]', '{b c:}', '{b\n  c :}'], ['\n']),
    'a: {b: c:}\r\nd: [e: f:]\r\n',
  ],
  'minds neither tabs nor indentation in a text in quotes': [
    ...across(['a: ', '- ', 'k:\n  a: &x '], ['"b\n\tc"', '\'b\n\tc\'', '"b\n\t\n\tc"', '"b\\\n\tc"', '"b\n\t"', '"\n\tb"', '"b\nc"', '\'b\nc\'', '"b\n\nc"', '"b\n\t# c"', '\'b # c\n\td\'', '"b\n\t...\nc"', '"b\\\n\n\tc"', '"b\n- c"', '\'b\n\'\'c\''], [' # d\n']),
    ...across(['k:\n- a: '], ['"b\r\n\tc"', '\'b\r\nc\''], ['\r\n  z: 1\r\n']),
    ...across(['a: '], ['["b\n\tc"]', '{b: "c\n\td", e: \'f\n\tg\'}', '[\n"b\nc"\n]', '["b,\n c\n\td # e\nf", g]', '{"b\nc": d}', '{? "b\nc": d}', '["b\nc": d]'], ['\n']),
    '"b\n\tc": d\n', '? "b\n\tc"\n: d\n', 'a: "b\n...\nc"\n', `a: "${'b\n'.repeat(150)}"\n`, `a: '${'b,\n\t'.repeat(150)}'\n`, 'a: "b\nc"\n---\nd: \'e\n\tf\'\n', 'a: "b\nc" d\n', 'a: "b\n\tc\nd: e\n',
  ],
  'takes no tab that has to say how far a text in a block is indented': [
    ...across(['a: ', 'k:\n  a: ', '- '], ['|', '>- # c', '|2', '>-1'], ['\n\tb\n', '\n \tb\n', '\n  \tb\n', '\n   \tb\n', '\n     \tb\n', '\n\n  \tb\n', '\n  b\n\tc\n', '\n    b\n    \tc\n', '\n \t# c\n']),
    'a: |\r\n  \tb\r\nc: d\r\n', 'a: |\n    b\n   \tc\n', 'a: |\n  b\n---\nc: |\n  \td\n', 'a: |\n\t\n  b\n', 'a: |1 # |\n \tb\n', 'a: "|1" # |\n', 'a: # |1\n  |\n  \tb\n', 'a: |# c\n  b\n',
  ],
  'lets the sign of a text in a block stand below its key, no further in': [
    ...across(['a:', 'a: # c', 'a: \t', 'k:\n  a:', '- a:', '- - a:', '"a" :', 'a: b', 'a: b:', '- x', '? a\n:', 'a: {b:', 'k: &x\n  a:'], ['\n|', '\n\n  >-', '\n  |', '\n    |', '\n# c\n    >'], ['\n      b\n']),
    'a:\n|\n  b\nc: d\n', 'a:\r\n|\r\n  b\r\nc:\r\n  >\r\n  d\r\n', 'k:\n  a:\n  |-\n    b\n  c:\n  >\n    d\n', 'a:\n|\nb: c\n', 'a:\n|\n  \tb\n',
  ],
  'takes no tab behind the sign of a value whose key has a sign too': [
    ...across(['? a\n', '?\n  a\n', '? a\n? b\n', '? |\n  a\n', '? a\n\n# c\n'], [':\tb', ':\t b', ': \tb', ':\t', ':\t# c', ':\t- b', ':\t"b"', ':\t&x b', ':\t{b: c}', ':\t|\n  b', ': b', ':  b', ': - b\n  - c', ': b:\tc', ':\n\tb', ': - \tb', ':\tb: c'], ['\n']),
    '- ? a\n  :\tb\n', 'k:\n  ? a\n  :\tb\n', '{? a :\tb}\n', '[? a\n  :\tb]\n', 'a:\tb\n', '?\ta\n: b\n', '? \ta\n: b\n', '? a\r\n:\tb\r\n', 'a: |\n  :\tb\n', 'a: "b\n  :\tc"\n', ':\ta\n', '? a\n: b\n---\n? c\n:\td\n',
  ],
  'takes tabs between a key and its bracket': across(['a:\t', 'a: \t', 'k:\n  a:\t ', '- a:\t'], ['[b]', '{b: c}', '[\n]', '[\nb\n]', '{ # c\n\tb: c\n}', '"b"', '[b]\t# c'], ['\n', '\nz: 1\n']),
  'wants a key and its colon on one line, unless a sign stands before the key': [
    ...across(['a: '], ['{b\n  : c}', '{"b"\n  : c}', '{b\n  c: d}', '{"b\n  c": d}', '{b\n  c}', '{b # c\n  : d}', '{? b\n  : c}', '{"\n  ?b": c}', '{"?\n  b": c}', '{d: e, ? b\n  c: d}', '{d, ? b\n  : c}', '[{d}, {? b\n  : c}]', '[b\n  : c]', '[? &x b\n  : c]', '{b:\n  c}', '{b\n: c}', '[b\n- c]'], ['\n']),
    ...across(['', 'a: {', 'a: ['], [`${'k'.repeat(1024)}: b`, `${'k'.repeat(1025)}: b`, `"${'k'.repeat(1022)}": b`, `"${'k'.repeat(1023)}": b`, `? ${'k'.repeat(1025)}: b`], ['']).map((text) => `${text}${text[3] === '{' ? '}' : text[3] === '[' ? ']' : ''}\n`),
  ],
  'lets an entry of a map begin on a line of its own alone': [
    'a:\n- "b" c: d\n', 'a:\n- [b] c: d\n', 'a:\n- \'b\' \'c\': d\n', 'a:\n- {b: c} d: e\n', 'a:\n- b\nc: d\n', 'a:\n- "b"\n"c": d\n', 'a: |\nb: c\n', 'a: |\n\nb: c\n', 'a: |+\n\n\nb: c\n', 'a:\nb:\n', 'a: # c\nb: c\n', 'a: {\n}\nb: c\n', 'a:\n  b: c\nd: e\n', 'a: 1\rb: 2\r', '? a\n: b\n? c\n: d\n', '- a: b\n  c: d\n', 'a: &x b\n&y c: *x\n', 'a: >-\n  b\n\n\nc: d\n',
  ],
  'begins a comment behind a quote, a bracket or a comma without a blank': across(['a: ', '- '], ['"b"#c', '\'b\'#c', '[#,\n  b]', '[b,#}\n  c]', '[b]#c', '{b: c}#d', '[b,#c\n  d]', '[#c\n  b]', '{#c\n  }', '["b"#c\n  ]', '|#c\n  b', '>-#c\n  b', 'b#c', '"b" #c', '"\\#"'], ['\nz: 1\n', '\n- z\n', '\n']),
  'reads escapes between double quotes in its own way': across(['a: "', '- "b'], ['\\\'', '\\/', '\\\\/', '\\\\\'', '\\ud83d\\ude00', '\\ud800', '\\udfff', '\\U0001F600', '\\U0000dc00', '\\U00110000', '\\U0010FFFF', '\\Uffffffff', '\\u00e9', '\\x41', '\\\\ud83d', '\\\n\n  c', '\\\n  c', '\\\n\n\n  \\\'', '\\\r\n\r\n  c', '\\e\\a\\N\\_\\L\\P', '\\q', '\\\t', '\\ '], ['"\n', ' c"\n']),
  'takes nothing but base64 for !!binary': ['YQ==', 'YWJj', 'YWI=', 'YQ', 'YQ=', 'Y', '""', '"Y Q="', 'Y-8=', '|\n  YWJj\n  YWJj', '|\n  YQ==\n  YQ==', '>\n  YWJj\n  YWJj', 'YR==', '/w==', 'yes', '====', '[YQ==]'].map((text) => `a: !!binary ${text}\n`),
  'merges maps behind !!merge too, and no alias of a list': ['a: &x {p: 1}\nb:\n  !!merge <<: *x\n  q: 2\n', 'a: {!!merge <<: {p: 1}}\n', 'a: {!!merge "<<": {p: 1}}\n', 'a: {"<<": {p: 1}}\n', 'a: {!!str <<: {p: 1}}\n', '!!merge <<: v\n', '!!merge <<:\n', 'a: !!merge <<\n', 'a: &x [{p: 1}, {q: 2}]\n<<: *x\n', '<<: [{p: 1}, {q: 2}]\n', 'a: &x {p: 1}\n<<: [*x]\n', '<<: !!str b: c\n', '<<: &x b: c\n', '<<: b: c\n', 'a: &x [{p: 1}]\n<<: [*x]\n'],
  'knows anchors by letters, digits, - and _ alone': ['&b c', '&b-c_D1 e', '&b.c d', '&b/c d', '&b\' c', '&=b c', '&b: c', '&\u00e9 b', '[&b.c d]', '{b: &c-d e}', '&b.c', '&b#c d', '&1 b'].flatMap((text) => [`a: ${text}\n`, `- ${text}\n`]),
  'begins a document behind a byte order mark where files were put together': ['a: 1\n---\n\ufeffb: 1\nc: 2\n', 'a: 1\r\n---\r\n\ufeffb: 1\r\nc: 2\r\n', 'a: 1\n--- # c\n\ufeff# c\nb: 1\n', '\ufeffa: 1\n---\n\ufeffb: 2\n---\n\ufeffc: 3\n', 'a: 1\n---\n\ufeff---\nb: 1\n', '\ufeff---\na: 1\n', '\ufeff---\na: "b\\n"\n---\nc: d\n', '\ufeff--- # c\r\na: &x b\r\n', '\ufeff--- {a: &x b}\n', '\ufeff---\n---\na: &x b\n', ' ---\na: &x b\n', 'a: &x b\n ---\nc: d\n', '\n---\n\ufeffa: 1\n', 'a: 1\n---\n---\n\ufeffb: 1\n', 'a: 1\n---\n\ufeff', 'a: "\ufeff"\n'],
  'knows ... and --- by what stands around them': ['...\n', '# c\n...\n', '# c\r\n...\r\n', '---\n...\n', '---\n---\n...\n', 'a: 1\n---\n...\n', 'a: 1\n---\n---\n...\n', 'a: 1\n---\n---\n---\n...\n', '---\n\n---\n...\n', '\n...\n', 'a: b\n... # c\nd\n', 'a: b\n...\u00a0# c\n', 'a: b\n...\ufeff\nc: d\n', 'a: b\n...\u00a0\n---\nc: d\n', 'a: b\n---\u00a0\nc: d\n', 'a: b\n---\ufeff\nc: d\n'],
  'takes no control character, not even in a comment': [...[0x1, 0x8, 0xb, 0xc, 0x1b, 0x7f, 0x80, 0x84, 0x86, 0x9f, 0xa0, 0xad, 0xfffd, 0xfffe, 0xffff].flatMap((code) => across(['# ', 'a: "', 'a: b'], [String.fromCharCode(code)], ['"\nc: d\n'])), '# \u2028b\na: c\n', '# \u0085b\na: c\n', 'a: "b\u2028c"\n', 'a: b\u2028c\n', 'a: b\n# \u2029\n'],
}
