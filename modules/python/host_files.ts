/** The Python files of the host, in the order in which they are loaded: each may import those before it. */
import boot from "./vt_host/boot.py" with { type: "text" };
import channel from "./vt_host/channel.py" with { type: "text" };
import imports from "./vt_host/imports.py" with { type: "text" };
import main from "./vt_host/main.py" with { type: "text" };
import module from "./vt_host/module.py" with { type: "text" };
import pickles from "./vt_host/pickles.py" with { type: "text" };
import python2 from "./vt_host/python2.py" with { type: "text" };
import streams from "./vt_host/streams.py" with { type: "text" };
import values from "./vt_host/values.py" with { type: "text" };

/** What `python3 -c` runs; it takes the other files from the first frame. */
export const BOOT: string = boot;

/** Name and text of each file. */
export const HOST_FILES: readonly (readonly [name: string, text: string])[] = [
  ["pickles", pickles],
  ["values", values],
  ["channel", channel],
  ["streams", streams],
  ["module", module],
  ["python2", python2],
  ["imports", imports],
  ["main", main],
];
