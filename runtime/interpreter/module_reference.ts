/** The value of a module's output `self`: the module itself, not what it computes. */
export class ModuleReference {
  constructor(readonly name: string) {}
}
