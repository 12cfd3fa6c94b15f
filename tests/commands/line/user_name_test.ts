import { equal } from "node:assert/strict";
import { userInfo } from "node:os";
import { userName } from "../../../commands/line/user_name.ts";

const NAMES = ["USER", "LOGNAME", "USERNAME"];

Deno.test("userName() is who the environment says, or else whose account it is", () => {
  const before = NAMES.map((name) => [name, Deno.env.get(name)] as const);
  try {
    for (const name of NAMES) Deno.env.delete(name);
    equal(userName(), userInfo().username);
    Deno.env.set("LOGNAME", "ada");
    equal(userName(), "ada");
  } finally {
    for (const [name, value] of before) value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
  }
});
