"""What `python3 -c` runs: takes the other files of this folder from the first frame, in their order, and serves."""
import sys

if sys.version_info < (3, 6):
    sys.exit("vt needs Python 3.6 or later, this is %d.%d: --python or VT_PYTHON may name another" % sys.version_info[:2])
while "" in sys.path:  # a file json.py in the working directory must not become part of the host
    sys.path.remove("")

import json
import os
import struct
import types

pipe = os.fdopen(os.dup(0), "rb")
package = sys.modules["vt_host"] = types.ModuleType("vt_host")
package.__path__ = []
for name, text in json.loads(pipe.read(struct.unpack(">II", pipe.read(8))[0]).decode()):
    module = sys.modules["vt_host." + name] = types.ModuleType("vt_host." + name)
    exec(compile(text, "<vt_host." + name + ">", "exec"), module.__dict__)
sys.modules["vt_host.main"].serve(pipe)
