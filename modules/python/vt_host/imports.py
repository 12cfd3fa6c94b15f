"""Names and modules that sources find: those of Python 2, and VisTrails' own as far as they make sense here."""
import builtins
import functools
import importlib
import os
import sys
import types

from vt_host import module as vistrails
from vt_host import streams
from vt_host import values
from vt_host.python2 import python2_attribute, python2_list

ALIASES = {
    "__builtin__": ["builtins"],
    "ConfigParser": ["configparser"],
    "HTMLParser": ["html.parser"],
    "Queue": ["queue"],
    "StringIO": ["io"],
    "cPickle": ["pickle"],
    "cStringIO": ["io"],
    "commands": ["subprocess"],
    "cookielib": ["http.cookiejar"],
    "copy_reg": ["copyreg"],
    "htmlentitydefs": ["html.entities"],
    "httplib": ["http.client"],
    "thread": ["_thread"],
    "urllib2": ["urllib.request", "urllib.error"],
    "urlparse": ["urllib.parse"],
    "xmlrpclib": ["xmlrpc.client"],
}

ITERTOOLS = {"izip": "zip", "imap": "map", "ifilter": "filter"}


def renew(name, found):
    """Gives a module of Python 3 the names that Python 2 had in it."""
    if name == "itertools":
        found.__dict__.update((old, getattr(builtins, new)) for old, new in ITERTOOLS.items())
        found.izip_longest, found.ifilterfalse = found.zip_longest, found.filterfalse
    elif name == "string":
        found.letters, found.lowercase = found.ascii_letters, found.ascii_lowercase
        found.uppercase, found.maketrans = found.ascii_uppercase, str.maketrans
        found.atoi, found.atof = int, float
        found.join = lambda words, between=" ": between.join(words)
        for method in ("split", "replace", "strip", "lstrip", "rstrip", "lower", "upper", "find", "count", "zfill"):
            setattr(found, method, getattr(str, method))
    elif name == "urllib":
        found.__dict__.update(names_of(["urllib.request", "urllib.parse", "urllib.error"]))
    elif name == "os":
        found.getcwdu = os.getcwd
    elif name == "sys":
        found.maxint = sys.maxsize
    elif name == "time":
        found.clock = found.process_time


RENEWED = {"itertools", "string", "urllib", "os", "sys", "time"}


def names_of(modules):
    return {name: value for path in modules for name, value in vars(importlib.import_module(path)).items()
            if not name.startswith("__")}


def import_module(name, globals=None, locals=None, fromlist=(), level=0):
    """`import` in a source: Python's own, and where that finds nothing, what Python 2 and VisTrails had."""
    root = name.partition(".")[0]
    if level == 0 and root in RENEWED:
        RENEWED.remove(root)
        renew(root, importlib.import_module(root))
    try:
        return builtins.__import__(name, globals, locals, fromlist, level)
    except ImportError as error:
        if error.name != root or not provide(root):
            raise
    return builtins.__import__(name, globals, locals, fromlist, level)


def provide(root):
    """Makes a module, or the whole of VisTrails, that Python does not have; False when nobody knows it."""
    if root in ALIASES:
        sys.modules[root] = types.ModuleType(root)
        sys.modules[root].__dict__.update(names_of(ALIASES[root]))
    elif root in ("vistrails", "core"):
        for path, content in VISTRAILS.items():
            add_package(path if root == "vistrails" else path.partition(".")[2], content)
    else:
        return False
    return True


def add_package(path, content):
    parent, _, name = path.rpartition(".")
    if parent and parent not in sys.modules:
        add_package(parent, {})
    if path not in sys.modules:
        sys.modules[path] = types.ModuleType(path)
        sys.modules[path].__path__ = []
        if parent:
            setattr(sys.modules[parent], name, sys.modules[path])
    sys.modules[path].__dict__.update(content)


def note(text, *details):
    """vistrails.core.debug: what it is told is for the user."""
    sys.stderr.write("\n".join(map(str, (text,) + details)) + "\n")


def no_installation():
    """vistrails.core.system.vistrails_root_directory: there are no files of VisTrails to be found in it."""
    raise OSError("VisTrails is not installed: there is no directory of its own files")


ERRORS = {
    "Module": vistrails.Module,
    "ModuleError": vistrails.ModuleError,
    "ModuleErrors": vistrails.ModuleErrors,
    "ModuleSuspended": vistrails.ModuleSuspended,
    "NotCacheable": vistrails.NotCacheable,
    "Streaming": vistrails.Streaming,
    "InvalidOutput": values.InvalidOutput,
}

VISTRAILS = {
    "vistrails.core.modules.vistrails_module": ERRORS,
    "vistrails.core.modules.basic_modules": dict(
        ERRORS,
        Generator=streams.Generator,
        Iterator=streams.Generator,
        PythonSource=vistrails.PythonSource,
        PathObject=values.PathObject,
        Path=values.PathObject,
        File=values.PathObject,
        Directory=values.PathObject,
    ),
    "vistrails.core.modules.module_registry": {
        "MissingModule": vistrails.MissingModule,
        "get_module_registry": lambda: vistrails.registry,
    },
    "vistrails.core.packagemanager": {"get_package_manager": lambda: vistrails.package_manager},
    "vistrails.core.system": {
        "current_dot_vistrails": lambda: os.path.expanduser("~/.vistrails"),
        "vistrails_root_directory": no_installation,
    },
    "vistrails.core.utils": {"InstanceObject": values.InstanceObject},
    "vistrails.core.debug": {name: note for name in ("critical", "debug", "log", "warning")},
}

BUILTINS = dict(
    vars(builtins),
    __import__=import_module,
    __python2_attribute__=python2_attribute,
    __python2_list__=python2_list,
    apply=lambda function, arguments=(), keywords={}: function(*arguments, **keywords),
    basestring=(str, bytes),
    buffer=memoryview,
    cmp=lambda a, b: (a > b) - (a < b),
    execfile=lambda path, *names: exec(compile(open(path).read(), path, "exec"), *names),
    file=open,
    intern=sys.intern,
    long=int,
    raw_input=input,
    reduce=functools.reduce,
    reload=importlib.reload,
    unichr=chr,
    unicode=str,
    xrange=range,
)
