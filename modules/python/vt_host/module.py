"""What VisTrails gives to a PythonSource: the module as `self`, its errors, and names that are just there."""
import os

from vt_host.streams import Generator, advance
from vt_host.values import Encoder, PathObject


class ModuleError(Exception):
    """The module cannot do its work; the message reaches the user as it is."""

    def __init__(self, module, errormsg, abort=False, errorTrace=None):
        Exception.__init__(self, errormsg)
        self.module = module
        self.msg = errormsg
        self.abort = abort
        self.errorTrace = errorTrace


class ModuleSuspended(ModuleError):
    """The module waits for something; its handle tells whether that has ended."""

    def __init__(self, module, errormsg, handle=None, children=None, name=None, queue=None, loop_iteration=None):
        ModuleError.__init__(self, module, errormsg)
        self.handle = handle if handle is not None else queue
        if self.handle is None and not children:
            raise TypeError("__init__(): 'handle' argument not set")
        self.children = children or []
        self.name = name


class ModuleErrors(Exception):
    """Several errors at once."""

    def __init__(self, module_errors):
        Exception.__init__(self, "; ".join(str(error) for error in module_errors))
        self.module_errors = module_errors


class MissingModule(Exception):
    """A source asks for modules by name, which do not exist in this process."""


class Registry(object):
    """VisTrails' registry as far as it exists here: it knows no modules."""

    def has_module(self, identifier, name, namespace=""):
        return False

    def get_module_by_name(self, identifier, name, namespace=""):
        raise MissingModule("Missing module %s from package %s" % (name, identifier))

    get_descriptor_by_name = get_module_by_name


class PackageManager(object):
    """VisTrails' package manager as far as it exists here: no package is enabled."""

    def has_package(self, identifier, version=None):
        return False

    def enabled_package_list(self):
        return []


registry = Registry()
package_manager = PackageManager()


class FilePool(object):
    """Temporary files of the run, which vt makes and removes."""

    def __init__(self, channel):
        self.channel = channel

    def create_file(self, suffix="", prefix="vt_tmp"):
        return PathObject(self.channel.ask({"temporary": "file", "suffix": suffix}))

    def create_directory(self, suffix="", prefix="vt_tmp"):
        return PathObject(self.channel.ask({"temporary": "directory", "suffix": suffix}))

    def make_local_copy(self, src):
        import shutil
        copy = self.create_file(suffix=os.path.splitext(src)[1])
        shutil.copyfile(src, copy.name)
        return copy


class Interpreter(object):
    """Has the file pool, which is what sources want of it."""

    def __init__(self, channel):
        self.filePool = FilePool(channel)


class Logging(object):
    """What sources tell VisTrails' log."""

    def __init__(self, channel):
        self.channel = channel

    def update_progress(self, module, fraction, *rest):
        self.channel.send({"progress": float(fraction)})

    def annotate(self, module, notes):
        module.annotate(notes)


class Connector(object):
    """What feeds a port."""

    def __init__(self, port, value):
        self.port = port
        self.value = value

    def __call__(self):
        return self.value


class Module(object):
    """A module of VisTrails, of which this process only runs PythonSources."""


class Streaming(object):
    """Marks modules that take streams item by item; a PythonSource says so by its pragma."""


class NotCacheable(object):
    """Marks modules whose results must not be used again."""


class PythonSource(NotCacheable, Module):
    """The module that runs, with VisTrails' interface and its older names."""
    list_depth = 0
    had_error = False
    was_suspended = False
    computed = False
    upToDate = False
    _is_cacheable = False

    def __init__(self, channel, inputs, outputs, several):
        self._channel = channel
        self._inputs = inputs
        self.output_ports_order = outputs
        self.inputPorts = {port: [Connector(port, one) for one in several.get(port, [value])]
                           for port, value in inputs.items()}
        self.outputPorts = dict.fromkeys(outputs)
        self.outputPorts["self"] = self
        self.streamed_ports = {port: value for port, value in inputs.items() if isinstance(value, Generator)}
        self.interpreter = Interpreter(channel)
        self.logging = Logging(channel)
        self.moduleInfo = {"locator": None, "version": None, "reason": "Pipeline Execution", "extra_info": {}}

    def get_input(self, port_name, allow_default=True):
        if port_name not in self._inputs:
            raise ModuleError(self, "Missing value from port %s" % port_name)
        return self._inputs[port_name]

    def get_input_list(self, port_name):
        self.get_input(port_name)
        return [connector() for connector in self.inputPorts[port_name]]

    def force_get_input(self, port_name, default_value=None):
        return self._inputs.get(port_name, default_value)

    def force_get_input_list(self, port_name):
        return self.get_input_list(port_name) if self.has_input(port_name) else []

    def has_input(self, port_name):
        return port_name in self._inputs

    def check_input(self, port_name):
        if not self.has_input(port_name):
            raise ModuleError(self, "'%s' is a mandatory port" % port_name)

    def get_default_value(self, port_name):
        return None

    def get_input_connector(self, port_name):
        self.get_input(port_name)
        return self.inputPorts[port_name][0]

    def set_output(self, port_name, value):
        self.get_output(port_name)
        self.outputPorts[port_name] = value

    def get_output(self, port_name):
        if port_name not in self.outputPorts:
            raise ModuleError(self, "output port '%s' not found" % port_name)
        return self.outputPorts[port_name]

    def annotate(self, notes):
        for key, value in notes.items():
            encoder = Encoder(self._channel.objects)
            self._channel.send({"annotate": str(key), "value": encoder.encode(value)}, encoder.attachments)

    def is_cacheable(self):
        return self._is_cacheable

    def cache_this(self):
        """From now on the outputs may be used again in place of another run of the source."""
        self._is_cacheable = True
        self._channel.send({"cacheable": True})

    def create_instance_of_type(self, ident, name, ns=""):
        text = "Cannot get module named %s with identifier %s and namespace %s"
        raise ModuleError(self, text % (name, ident, ns))

    def job_monitor(self):
        raise ModuleError(self, "Cannot run job, no job_monitor is specified!")

    def set_streaming(self, user_generator):
        """Lets `user_generator(module)` go on once for each item of the streams on the inputs."""
        if not self.streamed_ports:
            raise ModuleError(self, "Cannot stream: no input of the module is a stream")
        module = self.__copy__()

        def steps():
            module.receive_items()
            for _ in user_generator(module):
                yield True
                module.receive_items()

        generator, size = steps(), next(iter(self.streamed_ports.values())).size
        for port in list(self.outputPorts):
            self.set_output(port, Generator(size, module, generator, port))

    def set_streaming_output(self, port, generator, size=0):
        """Lets the items of an iterator come on the port."""
        module = self.__copy__()

        def steps():
            while True:
                try:
                    item = advance(generator)
                except Exception as error:
                    raise ModuleError(self, "Error generating value: %s" % error)
                module.set_output(port, item)
                yield None if item is None else True

        self.set_output(port, Generator(size, module, steps(), port))

    def receive_items(self):
        """Puts the items that the streams are at on the inputs."""
        for port, generator in self.streamed_ports.items():
            self._inputs[port] = generator.next()
            self.inputPorts[port] = [Connector(port, self._inputs[port])]

    def __copy__(self):
        clone = object.__new__(type(self))
        clone.__dict__.update(self.__dict__)
        clone._inputs = dict(self._inputs)
        clone.inputPorts = dict(self.inputPorts)
        clone.outputPorts = dict(self.outputPorts)
        return clone

    getInputFromPort = get_input
    getInputListFromPort = get_input_list
    forceGetInputFromPort = force_get_input
    forceGetInputListFromPort = force_get_input_list
    hasInputFromPort = has_input
    checkInputPort = check_input
    getDefaultValue = get_default_value
    getInputConnector = get_input_connector
    setResult = set_output
