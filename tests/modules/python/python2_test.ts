import { deepEqual, equal, match } from "node:assert/strict";
import { pythonTest } from "./source_runner.ts";

/** A source of Python 2, and what it prints. */
const PRINTED: readonly (readonly [source: string, printed: string])[] = [
  ["print", "\n"],
  ["print 1, 'a'  # so", "1 a\n"],
  ["print 1,\nprint 2", "1 2\n"],
  ["print ('a', 'b')\nprint 'c'", "('a', 'b')\nc\n"],
  ["import sys\nprint >>sys.stdout, 1; print 'x: y'", "1\nx: y\n"],
  ["if 1: print 'yes'\nelse: print 'no'", "yes\n"],
  ["f = lambda x: x\nprint f(1), {1: 2}, [0, 1][0:1]", "1 {1: 2} [0]\n"],
  ["print '''a\n  print b'''", "a\n  print b\n"],
  ["print (1 +\n  2)", "3\n"],
  ["try:\n    raise ValueError, 'x'\nexcept (KeyError, ValueError), e:\n    print e", "x\n"],
  ["print `1` + `'a'`, 1 <> 2, 0777, 10L, 0xFFL, ur'\\d', u'\\xe9'", "1'a' True 511 10 255 \\d é\n"],
  ["exec 'x = 1' in {}\nexec 'y = 2'\nprint y", "2\n"],
  ["if 1:\n\tprint 1\n        print 2", "1\n2\n"],
  ["print 08.5, 0, 00", "8.5 0 0\n"],
];

pythonTest("translate() reads what only Python 2 reads", async ({ run, context }) => {
  for (const [source, printed] of PRINTED) {
    context.printed.length = 0;
    await run(source);
    equal(context.printed.join(""), printed, source);
  }
});

/** An expression in which Python 3 differs, and its value. */
const VALUES: readonly (readonly [expression: string, value: unknown])[] = [
  ["{1: 2}.keys() + {1: 2}.values()", [1, 2]],
  ["map(str, [1])[0]", "1"],
  ["zip([1], [2])[0][0]", 1],
  ["range(3)[1:] + filter(None, [0, 5])", [1, 2, 5]],
  ["{1: 2}.has_key(1)", true],
  ["{1: 2}.iteritems().next()[1]", 2],
  ["[k for k in {1: 2}.iterkeys()] + sorted({3: 4}.itervalues())", [1, 4]],
  ["[i for i in xrange(2)]", [0, 1]],
  ["isinstance('a', basestring) and isinstance(u'a', unicode) and isinstance(1, long)", true],
  ["[reduce(lambda a, b: a + b, [1, 2]), cmp(2, 1), unichr(97)]", [3, 1, "a"]],
  ["string.join(['a', string.upper('b')], '-') + string.letters[0]", "a-Ba"],
  ["[pair[1] for pair in izip([1], [2])]", [2]],
  ["urllib.quote('a b') + urllib2.unquote('%41') + urlparse.urlparse('http://h/p').path", "a%20bA/p"],
  ["StringIO.StringIO('x').read() + cPickle.loads(cPickle.dumps('y'))", "xy"],
  ["sys.maxint > 0 and len(os.getcwdu()) > 0", true],
];

pythonTest("a source finds what Python 2 had", async ({ run }) => {
  const imports = "import string, urllib, urllib2, urlparse, StringIO, cPickle, sys, os\nfrom itertools import izip\n";
  for (const [expression, value] of VALUES) {
    deepEqual(await run(`${imports}o = ${expression}`), { o: value }, expression);
  }
});

pythonTest("a source of Python 3 means what it says", async ({ run }) => {
  const source =
    "from itertools import count\no = [next(zip(count(3), 'ab')), list({1: 2}.keys() & {1, 5}), f'{1 + 1}']";
  deepEqual(JSON.stringify((await run(source)).o), '[{"items":[3,"a"]},[1],"2"]');
});

pythonTest("a class of the source keeps its own methods of old names", async ({ run }) => {
  deepEqual(
    await run(
      "class A(object):\n  def next(self): return 1\n  def keys(self): return 'mine'\na = A()\no = [a.next(), a.keys()]",
    ),
    {
      o: [1, "mine"],
    },
  );
});

pythonTest("a missing method is told by its own name", async ({ run }) => {
  const error = await run("(1).iteritems()").catch((error) => error);
  equal(error.message, "AttributeError: 'int' object has no attribute 'iteritems'");
});

pythonTest("what neither Python reads is a SyntaxError with its line", async ({ run }) => {
  match((await run("print 1\nx = = 2").catch((error) => error)).message, /^SyntaxError: .*\(<string>, line 2\)$/);
});

pythonTest("a long sum is no deeper than Python itself allows", async ({ run }) => {
  deepEqual(await run(`o = ${Array(900).fill("1").join(" + ")}`), { o: 900 });
});

pythonTest("a module that nobody knows is not found", async ({ run }) => {
  match((await run("import no_such_thing").catch((error) => error)).message, /No module named 'no_such_thing'/);
  match(
    (await run("from vistrails.core.modules.vistrails_module import Nothing").catch((error) => error)).message,
    /^ImportError: cannot import name 'Nothing'/,
  );
});
