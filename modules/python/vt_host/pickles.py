"""Objects that leave this process, or come from another one, as pickles."""
import pickle

PROTOCOL = 4  # every Python that can be a host reads it
MAX_SIZE = 2 ** 30


class PickleError(Exception):
    """What came as a pickle cannot be made again here."""


def pickled(channel, numbers):
    """Pickles objects; the answer has in the place of each nothing, or why it cannot be pickled."""
    answers, attachments = [], []
    channel.start()
    for number in numbers:
        value = channel.objects.known[number]
        try:
            attachments.append(within_limits(pickle.dumps(value, PROTOCOL), attachments))
            answers.append(None)
        except BaseException as error:
            answers.append({"type": type(value).__name__, "error": told(error)})
    return {"pickles": answers}, attachments


def within_limits(data, others):
    if sum(map(len, others)) + len(data) > MAX_SIZE:
        raise ValueError("its pickle has %d bytes, no more than %d can be sent together" % (len(data), MAX_SIZE))
    return data


def unpickled(data):
    try:
        return pickle.loads(data)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise PickleError("it cannot be unpickled here (%s)" % told(error))


def told(error):
    try:
        return "%s: %s" % (type(error).__name__, error)
    except Exception:
        return type(error).__name__
