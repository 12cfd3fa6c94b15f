"""
Values as they travel: what Python and vt both know is JSON, and all else stays here under a number.

A float that could be taken for an int is {"f"}, a big int {"i"}, bytes {"b"}, many floats {"n"}, a tuple {"t"}, a dict
{"d"}, a path {"p"}, a colour {"c"}, InvalidOutput {"x"}, an object of this process {"o"}, one of vt's {"v"}, one of
another Python as its pickle {"k"}.
"""
import array
import io

from vt_host.pickles import unpickled

MAX_SAFE = 2 ** 53 - 1
MAX_DEPTH = 200
MAX_ITEMS = 100000
MAX_TEXT = 10000


class PathObject(object):
    """A path, as VisTrails' modules know it."""

    def __init__(self, name=""):
        self.name = name

    def __repr__(self):
        return "PathObject(%r)" % self.name


class InstanceObject(object):
    """What VisTrails makes of a Color: an object with `tuple`."""

    def __init__(self, **attributes):
        self.__dict__.update(attributes)

    def __repr__(self):
        return "InstanceObject(%s)" % ", ".join("%s=%r" % item for item in self.__dict__.items())


class InvalidOutputType(object):
    """The type of InvalidOutput: what counts as no value at all."""

    def __repr__(self):
        return "InvalidOutput"

    def __reduce__(self):
        return "InvalidOutput"


InvalidOutput = InvalidOutputType()


class ForeignObject(object):
    """An object of vt that Python has no type for. A source may only pass it on."""

    def __init__(self, number, kind):
        self.number = number
        self.kind = kind

    def __repr__(self):
        return "<%s object of vt>" % self.kind

    def __reduce__(self):
        raise TypeError("cannot pickle %r" % self)


class NotPlain(Exception):
    """A value would have to stay here, or it holds others too deep."""


class Objects(object):
    """The objects that vt knows by number."""

    def __init__(self):
        self.known = {}
        self.last = 0

    def keep(self, value):
        self.last += 1
        self.known[self.last] = value
        return self.last

    def release(self, numbers):
        for number in numbers:
            self.known.pop(number, None)


LISTED = (range, map, filter, zip, type({}.keys()), type({}.values()), type({}.items()))


class Encoder(object):
    """Writes the values of one message."""

    def __init__(self, objects):
        self.objects = objects
        self.attachments = []

    def encode(self, value):
        try:
            return self.write(value, 0)
        except NotPlain:
            return self.describe(value)

    def write(self, value, depth):
        kind = type(value)
        if value is None or kind is str or kind is bool:
            return value
        if kind is int:
            return value if -MAX_SAFE <= value <= MAX_SAFE else {"i": hex(value)}
        if kind is float:
            return value if 0 < value % 1 < 1 else {"f": float_text(value)}
        if kind is bytes or kind is bytearray:
            return {"b": self.attach(bytes(value))}
        if depth > MAX_DEPTH:
            raise NotPlain
        writer = WRITERS.get(kind)
        return self.write_other(value, depth) if writer is None else writer(self, value, depth + 1)

    def write_list(self, value, depth):
        kinds = set(map(type, value))
        if kinds == {float} and len(value) > 4:
            return {"n": self.attach(array.array("d", value).tobytes())}
        if kinds <= {str, bool, type(None)}:
            return list(value)
        return [self.write(item, depth) for item in value]

    def write_tuple(self, value, depth):
        return {"t": self.write_list(value, depth)}

    def write_dict(self, value, depth):
        return {"d": [[self.write(key, depth), self.write(item, depth)] for key, item in list(value.items())]}

    def write_other(self, value, depth):
        """What only looks like a plain value to Python becomes one; the rest is described."""
        if isinstance(value, PathObject) and isinstance(value.name, str):
            return {"p": value.name}
        if isinstance(value, LISTED):
            return self.write_list(list(value), depth + 1)
        if isinstance(value, io.IOBase) and isinstance(getattr(value, "name", None), str):
            if not value.closed:
                value.flush()
            return {"p": value.name}
        for kind in (str, int, float, bytes):
            if isinstance(value, kind):
                return self.write(kind(value), depth)
        if type(value).__module__ == "numpy" and getattr(value, "shape", None) == () and hasattr(value, "item"):
            return self.write_scalar(value, depth)
        for kind in (list, tuple, dict):
            if isinstance(value, kind):
                return {"o": self.objects.keep(value), "as": WRITERS[kind](self, kind(value), depth + 1)}
        return self.describe(value)

    def write_scalar(self, value, depth):
        item = value.item()
        return self.describe(value) if type(item) is type(value) else self.write(item, depth)

    def write_color(self, value, depth):
        parts = getattr(value, "tuple", None)
        if type(parts) is not tuple or not all(isinstance(part, (int, float)) for part in parts):
            return self.describe(value)
        return {"c": [float_text(float(part)) for part in parts]}

    def describe(self, value):
        described = {"o": self.objects.keep(value), "type": type(value).__name__}
        described["text"], described["repr"] = (printed(value, how) for how in (str, repr))
        items = items_of(value)
        if items is not None:
            try:
                described["items"] = PlainEncoder(self).write_list(items, 0)
            except NotPlain:
                pass
        return described

    def attach(self, data):
        self.attachments.append(data)
        return len(self.attachments) - 1


class PlainEncoder(Encoder):
    """Writes items, all of which must be plain."""

    def __init__(self, encoder):
        self.attachments = encoder.attachments

    def write_other(self, value, depth):
        if isinstance(value, (list, tuple, dict)):
            raise NotPlain
        return Encoder.write_other(self, value, depth)

    def describe(self, value):
        raise NotPlain


WRITERS = {
    list: Encoder.write_list,
    tuple: Encoder.write_tuple,
    dict: Encoder.write_dict,
    InstanceObject: Encoder.write_color,
    InvalidOutputType: lambda encoder, value, depth: {"x": True},
    ForeignObject: lambda encoder, value, depth: {"v": value.number},
}


def float_text(value):
    """As JavaScript and Python both read it."""
    return {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}.get(repr(value), repr(value))


def printed(value, how):
    """The value as text; classes of sources may fail at it."""
    try:
        text = how(value)
    except Exception:
        text = "<%s object>" % type(value).__name__
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + "..."


def items_of(value):
    """The items of arrays, sets and the like, so that modules outside Python can go through them."""
    try:
        if not hasattr(value, "__iter__") or not 0 <= len(value) <= MAX_ITEMS:
            return None
        return list(value.tolist() if hasattr(value, "tolist") and getattr(value, "ndim", 1) == 1 else value)
    except Exception:
        return None


class Decoder(object):
    """Reads the values of one message."""

    def __init__(self, objects, attachments):
        self.objects = objects
        self.attachments = attachments

    def decode(self, written):
        if type(written) is list:
            return self.read_list(written)
        if type(written) is not dict:
            return written
        for tag in written:
            if tag in READERS:
                return READERS[tag](self, written[tag], written)
        raise ValueError("unknown value %r" % written)

    def read_list(self, written):
        if type(written) is dict:
            return self.decode(written)
        if {dict, list}.isdisjoint(map(type, written)):
            return written
        return [self.decode(item) for item in written]

    def read_floats(self, index, written):
        floats = array.array("d")
        floats.frombytes(self.attachments[index])
        return floats.tolist()


READERS = {
    "f": lambda decoder, text, written: float(text),
    "i": lambda decoder, text, written: int(text, 16),
    "b": lambda decoder, index, written: decoder.attachments[index],
    "n": Decoder.read_floats,
    "t": lambda decoder, items, written: tuple(decoder.read_list(items)),
    "d": lambda decoder, pairs, written: {decoder.decode(key): decoder.decode(item) for key, item in pairs},
    "p": lambda decoder, name, written: PathObject(name),
    "c": lambda decoder, parts, written: InstanceObject(tuple=tuple(float(part) for part in parts)),
    "x": lambda decoder, flag, written: InvalidOutput,
    "k": lambda decoder, index, written: unpickled(decoder.attachments[index]),
    "o": lambda decoder, number, written: decoder.objects.known[number],
    "v": lambda decoder, number, written: ForeignObject(number, written["type"]),
}
