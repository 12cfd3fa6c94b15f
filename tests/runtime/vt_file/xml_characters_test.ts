import { equal, throws } from "node:assert/strict";
import { parseXml } from "../../../runtime/vt_file/xml.ts";
import { escapeAttribute } from "../../../runtime/vt_file/xml_characters.ts";

Deno.test("escapeAttribute() writes what a reader gives back, in ASCII", () => {
  for (const value of ["plain [1, 2]", `<a b="c">&amp;'`, "tab\tline\nreturn\r", "é 漢 😀 \u2028", "]]>"]) {
    const written = escapeAttribute(value);
    equal(/^[ -~]*$/.test(written), true);
    equal(parseXml(`<a b="${written}"/>`).attributes.get("b"), value);
  }
  equal(escapeAttribute('<é>"\n'), "&lt;&#233;&gt;&quot;&#10;");
});

Deno.test("escapeAttribute() refuses what XML does not have", () => {
  throws(() => escapeAttribute("a\u0001"), {
    name: "InputError",
    message: 'Cannot write "a\\u0001": XML has no character U+0001',
  });
  throws(() => escapeAttribute("\ufffe"), /U\+FFFE/);
  throws(() => escapeAttribute("\udc00"), /XML has no character/);
});
