"""Streams: outputs whose items a source computes one by one, when all that depends on it has been set up."""


class Generator(object):
    """
    VisTrails' stream. At each step `generator` puts the next item on the port of `module`, and gives None, or ends,
    when there are no more. Outputs may share a `generator`.
    """
    made = []

    def __init__(self, size=None, module=None, generator=None, port=None, accumulated=False):
        self.size = size
        self.module = module
        self.generator = generator
        self.port = port
        self.accumulated = accumulated
        Generator.made.append(self)

    def next(self):
        return self.module.get_output(self.port)

    __next__ = next


class ReceivedGenerator(Generator):
    """A stream on an input: vt says which item it is at."""

    def __init__(self, size):
        self.size = size
        self.item = None
        self.accumulated = False

    def next(self):
        return self.item

    __next__ = next


class Stream(object):
    """All that a source streams, in step."""

    def __init__(self, module, made, source):
        self.module = module
        self.source = source
        self.generators = []
        for one in made:
            if not any(one.generator is generator for generator in self.generators):
                self.generators.append(one.generator)
        self.outputs = {port: value for port, value in module.outputPorts.items()
                        if isinstance(value, Generator) and not isinstance(value, ReceivedGenerator)}

    def ports(self):
        return [port for port in self.module.output_ports_order if port in self.outputs]

    def size(self):
        return next((one.size for one in self.outputs.values() if one.size), 0)

    def step(self, items):
        """The next item of each port that has one more; None when all is over."""
        for port, item in items:
            self.module.streamed_ports[port].item = item
        self.generators = [generator for generator in self.generators if advance(generator) is not None]
        if not self.generators:
            return None
        return [(port, self.outputs[port].next()) for port in self.ports()
                if any(self.outputs[port].generator is generator for generator in self.generators)]


def advance(iterator):
    """The next of an iterator, also of one of Python 2; None at its end."""
    try:
        return next(iterator) if hasattr(iterator, "__next__") else iterator.next()
    except StopIteration:
        return None
