"""
Sources as VisTrails ran them, under Python 2: what Python 3 no longer reads is written anew, and what it does otherwise
is done as before. Only the syntax that differs is touched, line by line, so that tracebacks keep their line numbers.
"""
import ast
import re

from vt_host.values import LISTED

TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
  | (?P<string>(?i:[bu]?r?|rb|fr?|rf)(?:\"{3}(?:\\.|[^\\])*?\"{3}|'{3}(?:\\.|[^\\])*?'{3}
      |"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))
  | (?P<number>(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[lLjJ]?)
  | (?P<name>[^\W\d]\w*)
  | (?P<newline>\n)
  | (?P<space>(?:[ \t\f]|\\\n)+)
  | (?P<operator><>|>>=?|[-+*/%&|^<>=!]=|.)
    """,
    re.VERBOSE | re.DOTALL,
)

HEADERS = {"if", "elif", "else", "for", "while", "try", "except", "finally", "with", "def", "class"}

known = {}


def compile_source(source):
    """The code of a source; SyntaxError when neither Python 3 nor Python 2 would read it."""
    if source not in known:
        if len(known) > 1000:
            known.clear()
        text = source.replace("\r\n", "\n").replace("\r", "\n") + "\n"
        known[source] = compile(with_python2_semantics(parse(text)), "<string>", "exec", dont_inherit=True)
    return known[source]


# What Python 3 reads too, but as something that nobody means.
OLD_PRINT = re.compile(r"(?:^|[:;])[ \t]*print[ \t]*(?:>>|$|;|\#)", re.MULTILINE)


def parse(text):
    """The tree of a source, of Python 3 if it can be; of two errors the one that is further down."""
    errors = []
    for read in (translate, str) if OLD_PRINT.search(text) else (str, translate):
        try:
            return ast.parse(read(text), "<string>")
        except SyntaxError as error:
            errors.append(error)
    raise max(errors, key=lambda error: error.lineno or 0)


class Token(object):
    """A piece of a source. `depth`: how many brackets it is in."""

    def __init__(self, kind, text, depth):
        self.kind = kind
        self.text = text
        self.depth = depth

    def means(self, text):
        return self.text == text and self.kind in ("operator", "name")


def tokens_of(text):
    depth = 0
    for found in TOKEN.finditer(text):
        kind, piece = found.lastgroup, found.group()
        if kind == "operator" and piece in ")]}":
            depth = max(0, depth - 1)
        yield Token(kind, piece, depth)
        if kind == "operator" and piece in "([{":
            depth += 1


def translate(text):
    """A source of Python 2 as Python 3 reads it."""
    tokens = list(tokens_of(text))
    is_function = any(token.means("print_function") for token in tokens)
    translate_tokens(tokens)
    return "".join(translate_statement(statement, is_function) for statement in statements_of(tokens))


def translate_tokens(tokens):
    is_quoting = False
    begins_line = True
    for token in tokens:
        if token.kind == "number":
            token.text = number_text(token.text)
        elif token.kind == "string":
            token.text = re.sub(r"^[uU](?=[rR])", "", token.text)
        elif token.kind == "space" and begins_line and token.depth == 0:
            token.text = token.text.expandtabs(8)
        elif token.means("<>"):
            token.text = "!="
        elif token.means("`"):
            is_quoting = not is_quoting
            token.text = "repr(" if is_quoting else ")"
        begins_line = token.kind == "newline"


def number_text(text):
    text = text.rstrip("lL")
    return "0o" + text if re.match(r"0[0-7]*[1-7][0-7]*$", text) else text


def statements_of(tokens):
    """Lists of tokens: a simple statement, or what stands between such: line ends, semicolons, heads of blocks."""
    statement = []
    lambdas = 0
    for token in tokens:
        ends = token.depth == 0 and (token.kind == "newline" or token.means(";"))
        if ends or token.kind == "comment" and token.depth == 0:
            yield statement
            yield [token]
            statement, lambdas = [], 0
            continue
        statement.append(token)
        lambdas += token.means("lambda")
        if token.means(":") and token.depth == 0:
            if lambdas:
                lambdas -= 1
            elif first_of(statement) in HEADERS:
                yield statement
                statement = []
    yield statement


def first_of(statement):
    return next((token.text for token in statement if token.kind != "space"), "")


def translate_statement(statement, is_function):
    """The text of a statement, changed where Python 2 wrote it otherwise."""
    first = first_of(statement)
    if first not in TRANSLATORS or first == "print" and is_function:
        return text_of(statement)
    at = next(i for i, token in enumerate(statement) if token.text == first)
    end = len(statement)
    while statement[end - 1].kind == "space":
        end -= 1
    body = TRANSLATORS[first](statement[at + 1:end])
    return text_of(statement[:at]) + body + text_of(statement[end:])


def text_of(tokens):
    return "".join(token.text for token in tokens)


def split(tokens, *separators):
    """The texts between separators outside brackets."""
    parts = [[]]
    for token in tokens:
        if token.depth == 0 and any(token.means(separator) for separator in separators):
            parts.append([])
        else:
            parts[-1].append(token)
    return [text_of(part).strip() for part in parts]


def translate_print(tokens):
    parts = split(tokens, ",")
    options = []
    if parts[0].startswith(">>"):
        options.append("file=" + parts.pop(0)[2:].strip())
    if len(parts) > 1 and parts[-1] == "":
        options.append("end=' '")
        parts.pop()
    return "print(%s)" % ", ".join([part for part in parts if part] + options)


def translate_exec(tokens):
    parts = split(tokens, "in", ",")
    return "exec(%s)" % ", ".join(parts) if len(parts) > 1 else "exec" + text_of_call(tokens)


def text_of_call(tokens):
    text = text_of(tokens).strip()
    return text if text.startswith("(") else "(%s)" % text


def translate_raise(tokens):
    parts = split(tokens, ",")
    if len(parts) == 1:
        return "raise" + text_of(tokens)
    trace = ".with_traceback(%s)" % parts[2] if len(parts) > 2 else ""
    return "raise %s(%s)%s" % (parts[0], parts[1], trace)


def translate_except(tokens):
    parts = split(tokens[:-1], ",")
    return "except %s as %s:" % tuple(parts) if len(parts) == 2 else "except" + text_of(tokens)


TRANSLATORS = {
    "print": translate_print,
    "exec": translate_exec,
    "raise": translate_raise,
    "except": translate_except,
}

LIST_FUNCTIONS = {"map", "filter", "zip", "range"}
LIST_METHODS = {"keys", "values", "items"}
TAKES_ITERATORS = {"all", "any", "enumerate", "iter", "list", "max", "min", "next", "set", "sorted", "sum", "tuple"}


def with_python2_semantics(tree):
    """Where Python 2 had lists they are lists, unless they are only gone through; its methods of old names are found."""
    for node in reversed(list(ast.walk(tree))):  # what is inside comes first
        for field, child in ast.iter_fields(node):
            if isinstance(child, list):
                child[:] = [wrapped(item, node, field) for item in child]
            else:
                setattr(node, field, wrapped(child, node, field))
    return tree


def wrapped(child, parent, field):
    if isinstance(child, ast.Attribute) and isinstance(child.ctx, ast.Load) and child.attr in OLD_METHODS:
        name = ast.copy_location(ast.Constant(value=child.attr, kind=None), child)
        return call("__python2_attribute__", [child.value, name], child)
    if isinstance(child, ast.Call) and gives_list(child) and not is_gone_through(parent, field):
        return call("__python2_list__", [child], child)
    return child


def gives_list(node):
    if isinstance(node.func, ast.Name):
        return node.func.id in LIST_FUNCTIONS
    return isinstance(node.func, ast.Attribute) and node.func.attr in LIST_METHODS and not node.args


def is_gone_through(parent, field):
    """Whether it makes no difference there that Python 3 has no list, or only Python 3 means it."""
    if isinstance(parent, ast.Compare):
        return isinstance(parent.ops[-1], (ast.In, ast.NotIn)) and field == "comparators"
    if isinstance(parent, ast.Call):
        return isinstance(parent.func, ast.Name) and parent.func.id in TAKES_ITERATORS
    if isinstance(parent, ast.BinOp):
        return isinstance(parent.op, (ast.BitAnd, ast.BitOr, ast.BitXor, ast.Sub))
    return field == "iter" or isinstance(parent, (ast.Starred, ast.YieldFrom))


def call(name, arguments, place):
    function = ast.copy_location(ast.Name(id=name, ctx=ast.Load()), place)
    return ast.copy_location(ast.Call(func=function, args=arguments, keywords=[]), place)


OLD_METHODS = {
    "iteritems": "items",
    "itervalues": "values",
    "iterkeys": "keys",
    "viewitems": "items",
    "viewvalues": "values",
    "viewkeys": "keys",
    "has_key": "__contains__",
    "next": "__next__",
}


def python2_list(value):
    return list(value) if isinstance(value, LISTED) else value


def python2_attribute(value, name):
    """`value.name`, or what Python 3 has in its place; AttributeError says the name that the source has."""
    new = OLD_METHODS[name]
    if hasattr(value, name) or not hasattr(value, new):
        return getattr(value, name)
    method = getattr(value, new)
    return (lambda: iter(method())) if name.startswith("iter") else method
