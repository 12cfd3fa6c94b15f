"""
Frames between vt and this process, and how the code that runs here is kept from them.

A frame: the length of the JSON text and of all attachments, four bytes each with the highest first; the text; the
attachments, whose lengths the text gives as "sizes". The pipes that came as the standard streams are moved away, and
what is written to the streams, by print as well as by programs that a source starts, goes out as frames.
"""
import codecs
import faulthandler
import fcntl
import io
import json
import os
import select
import signal
import struct
import sys
import threading

from vt_host.values import Objects


class Channel(object):
    """The way to vt. Threads may send at the same time; only the main thread receives."""

    def __init__(self, pipe):
        self.pipe = pipe
        self.output = os.dup(1)
        self.objects = Objects()
        self.lock = threading.RLock()
        self.is_running = False
        self.is_interrupted = False
        self.is_closed = False
        self.is_fork = False
        faulthandler.enable(os.fdopen(os.dup(2), "w"))
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        self.captures = [Capture(1, "print"), Capture(2, "log")]
        sys.stdout, sys.stderr = (Stream(self, capture) for capture in self.captures)
        signal.signal(signal.SIGINT, self.interrupt)
        if hasattr(fcntl, "F_SETSIG"):  # Linux
            fcntl.fcntl(self.pipe, fcntl.F_SETOWN, -os.getpgrp())
            fcntl.fcntl(self.pipe, fcntl.F_SETSIG, signal.SIGKILL)
        if hasattr(os, "register_at_fork"):  # not in Python 3.6
            os.register_at_fork(after_in_child=self.become_fork)
        for target in (self.forward, self.watch):
            threading.Thread(target=target, daemon=True).start()

    def receive(self):
        """The next message and its attachments; EOFError when vt has gone."""
        head = self.pipe.read(8)
        if len(head) < 8:
            raise EOFError("vt has gone")
        message = json.loads(self.pipe.read(struct.unpack(">II", head)[0]).decode())
        return message, [self.pipe.read(size) for size in message.get("sizes", ())]

    def send(self, message, attachments=()):
        """Sends a message; KeyboardInterrupt comes after it, never in the middle."""
        if self.is_fork:  # the end of a source reached by a process that it forked
            os._exit(0)
        if attachments:
            message["sizes"] = [len(part) for part in attachments]
        text = json.dumps(message, separators=(",", ":")).encode()
        head = struct.pack(">II", len(text), sum(map(len, attachments)))
        with self.lock:
            for part in (head + text,) + tuple(attachments):
                rest = memoryview(part)
                while rest:
                    rest = rest[os.write(self.output, rest):]
        self.check()

    def ask(self, message):
        """Sends a message and waits for vt's answer to it; OSError when vt fails. For the main thread alone."""
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("only the main thread may ask vt")
        self.tie(0)
        self.send(message)
        answer = self.receive()[0]
        self.tie(os.O_ASYNC)
        self.check()
        if "error" in answer:
            raise OSError(answer["error"])
        return answer["answer"]

    def check(self):
        """Raises the KeyboardInterrupt that came while a frame was on its way."""
        if self.is_interrupted and threading.current_thread() is threading.main_thread():
            self.is_interrupted = False
            raise KeyboardInterrupt

    def interrupt(self, signum, frame):
        """SIGINT: KeyboardInterrupt in the source that runs; while a frame is on its way, after it."""
        while self.is_running and frame is not None:
            if frame.f_globals is globals():
                self.is_interrupted = True
                return
            frame = frame.f_back
        if self.is_running:
            raise KeyboardInterrupt

    def become_fork(self):
        """In a process that a source forked: frames are not its business, its output goes through the descriptors."""
        self.is_fork = True
        sys.stdout, sys.stderr = (open(number, "w", buffering=1, closefd=False) for number in (1, 2))

    def start(self):
        """A source begins to run."""
        self.is_interrupted = False
        self.is_running = True
        self.tie(os.O_ASYNC)
        if self.is_closed:
            os._exit(1)

    def end(self):
        """It has ended: all that it wrote goes out."""
        self.is_running = False
        self.tie(0)
        sys.stdout.flush()
        sys.stderr.flush()
        self.drain()

    def tie(self, flag):
        """
        With os.O_ASYNC: the system itself kills this process, with all that it has started, when vt is gone or says
        anything. No thread could do so while a function written in C keeps the interpreter to itself.
        """
        if hasattr(fcntl, "F_SETSIG"):
            flags = fcntl.fcntl(self.pipe, fcntl.F_GETFL)
            fcntl.fcntl(self.pipe, fcntl.F_SETFL, flags & ~os.O_ASYNC | flag)

    def drain(self):
        """Sends what has been written to the file descriptors 1 and 2 up to now."""
        with self.lock:
            for capture in self.captures:
                text = capture.read()
                if text:
                    self.send({capture.event: text})

    def forward(self):
        """Sends, for ever, what is written to the file descriptors."""
        while True:
            select.select([capture.reader for capture in self.captures], [], [])
            self.drain()

    def watch(self):
        """When vt is gone nobody waits for the source that runs: it ends, with all that it has started."""
        poll = select.poll()
        poll.register(self.pipe.fileno(), 0)
        poll.poll()
        self.is_closed = True
        if self.is_running:
            os.killpg(0, signal.SIGKILL)


class Capture(object):
    """A standard stream's file descriptor that leads into this process, for programs and libraries that write to it."""

    def __init__(self, descriptor, event):
        self.descriptor = descriptor
        self.event = event
        self.reader, writer = os.pipe()
        os.set_blocking(self.reader, False)
        os.dup2(writer, descriptor)
        os.close(writer)
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def read(self):
        """What has been written and was not read yet."""
        parts = []
        try:
            while True:
                parts.append(os.read(self.reader, 65536))
        except BlockingIOError:
            return self.decoder.decode(b"".join(parts))


class Stream(io.TextIOBase):
    """sys.stdout or sys.stderr: sends whole lines, behind what was written to its file descriptor before."""
    encoding = "utf-8"
    errors = "replace"

    def __init__(self, channel, capture):
        self.channel = channel
        self.capture = capture
        self.buffer = io.FileIO(capture.descriptor, "w", closefd=False)
        self.begun = []

    def writable(self):
        return True

    def fileno(self):
        return self.capture.descriptor

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError("write() argument must be str, not " + type(text).__name__)
        with self.channel.lock:
            self.begun.append(text)
            if "\n" in text or len(self.begun) > 1000:
                self.flush()
        return len(text)

    def flush(self):
        with self.channel.lock:
            text = "".join(self.begun)
            self.begun = []
            self.channel.drain()
            if text:
                self.channel.send({self.capture.event: text})
