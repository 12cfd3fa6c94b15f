"""The loop: take a request, do it, answer. The sources of all modules run in this one process, one after the other."""
import os
import sys

from vt_host.channel import Channel
from vt_host.imports import BUILTINS
from vt_host.module import ModuleError, ModuleSuspended, PythonSource, package_manager, registry
from vt_host.python2 import compile_source
from vt_host.streams import Generator, ReceivedGenerator, Stream
from vt_host.pickles import PickleError, pickled
from vt_host.values import Decoder, Encoder


def serve(pipe):
    """Answers requests until vt is gone."""
    channel = Channel(pipe)
    sys.argv = [""]
    sys.path.append(os.getcwd())
    while True:
        try:
            request, attachments = channel.receive()
        except EOFError:
            return
        channel.objects.release(request["release"])
        answer, attachments = do(channel, request, attachments)
        channel.end()
        channel.send(answer, attachments)


def do(channel, request, attachments):
    """Does what is asked."""
    if "source" in request:
        return run(channel, request, attachments)
    if "step" in request:
        return step(channel, request, attachments)
    return pickled(channel, request["pickle"]) if "pickle" in request else poll(channel, request)


def run(channel, request, attachments):
    """Runs a source; the answer has its outputs, or why there are none, and what it streams."""
    decoder, encoder = Decoder(channel.objects, attachments), Encoder(channel.objects)
    module = None
    try:
        channel.start()
        inputs = dict(decoded(request["inputs"], decoder))
        several = dict(decoded(request["several"], decoder))
        inputs.update((port, ReceivedGenerator(size)) for port, size in request["streamed"])
        module = PythonSource(channel, inputs, request["outputs"], several)
        Generator.made = []
        compute(module, inputs, request["source"])
        channel.end()
        results = [(port, module.outputPorts[port]) for port in request["outputs"]]
        results = [(port, value) for port, value in results if not isinstance(value, Generator)]
        answer = {"outputs": encoded(results, encoder)}
        if Generator.made:
            stream = Stream(module, Generator.made, request["source"])
            answer["stream"] = {"object": channel.objects.keep(stream), "ports": stream.ports(), "size": stream.size()}
        return answer, encoder.attachments
    except BaseException as error:
        channel.is_running = False
        return dict(failure(error, channel.objects), trace=trace_of(error, request["source"])), ()


def decoded(ports, decoder):
    for port, value in ports:
        try:
            yield port, decoder.decode(value)
        except PickleError as error:
            raise PickleError("Cannot use the value on input port '%s': %s" % (port, error))


def encoded(results, encoder):
    return [[port, encoder.encode(value)] for port, value in results if value is not None]


def step(channel, request, attachments):
    """One step of what a source streams; the answer has an item for each port, and is over when there are none."""
    decoder, encoder = Decoder(channel.objects, attachments), Encoder(channel.objects)
    stream = channel.objects.known[request["step"]]
    try:
        channel.start()
        results = stream.step(list(decoded(request["items"], decoder)))
        channel.end()
        return {"items": None if results is None else encoded(results, encoder)}, encoder.attachments
    except BaseException as error:
        channel.is_running = False
        return dict(failure(error, channel.objects), trace=trace_of(error, stream.source)), ()


def compute(module, inputs, source):
    """VisTrails' CodeRunnerMixin.run_code."""
    def fail(msg):
        raise ModuleError(module, msg)

    names = dict(inputs, __builtins__=BUILTINS)
    for port in module.output_ports_order:
        names.setdefault(port, None)
    names.update(fail=fail, cache_this=module.cache_this, package_manager=package_manager, registry=registry)
    names["self"] = module
    exec(compile_source(source), names)
    for port in module.output_ports_order:
        if names.get(port) is not None:
            module.set_output(port, names[port])


def failure(error, objects):
    """How a source ended that did not end well."""
    if isinstance(error, ModuleSuspended):
        return {"suspended": str(error), "handle": error.handle and objects.keep(error.handle)}
    if isinstance(error, KeyboardInterrupt):
        return {"error": "Interrupted by user"}
    if isinstance(error, PickleError):
        return {"error": str(error)}
    if not isinstance(error, ModuleError):
        return {"kind": type(error).__name__, "error": text_of(error)}
    if hasattr(error.module, "interpreter"):
        return {"error": str(error), "abort": bool(error.abort)}
    return {"error": "A dynamic module raised an exception: '%s'" % error}


def text_of(error):
    try:
        return str(error)
    except Exception:
        return "<unprintable %s object>" % type(error).__name__


def trace_of(error, source):
    """Python's traceback, from the source on; empty when it cannot be told."""
    import linecache
    import traceback
    linecache.cache["<string>"] = (len(source), None, source.splitlines(True), "<string>")
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_globals.get("__builtins__") is not BUILTINS:
        trace = trace.tb_next
    try:  # without marks below the lines: what a source of Python 2 was translated to has other columns
        frames = [(frame.filename, frame.lineno, frame.name, frame.line) for frame in traceback.extract_tb(trace, 50)]
        lines = traceback.format_list(frames) + traceback.format_exception_only(type(error), error)
        return "".join(["Traceback (most recent call last):\n"] + lines)
    except Exception:
        return ""


def poll(channel, request):
    """Asks a handle of a suspended module whether what it waits for has ended."""
    try:
        handle = channel.objects.known[request["finished"]]
        channel.start()
        return {"finished": bool(handle.finished())}, ()
    except BaseException as error:
        channel.is_running = False
        return failure(error, channel.objects), ()
