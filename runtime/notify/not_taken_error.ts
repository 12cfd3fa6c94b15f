/** The receiver of a notice did not take it. */
export class NotTakenError extends Error {
  override readonly name = "NotTakenError";
  /** `hasAnswered`: it is there, and said no: it may take others. */
  constructor(message: string, readonly hasAnswered: boolean, options?: ErrorOptions) {
    super(message, options);
  }
}
