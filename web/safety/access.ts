/** Who may come, and under which names the page is reached. */

/** See the head of the file. Made by the command that serves the page. */
export interface Access {
  /** Such as `http://127.0.0.1:8377`: nothing else is answered. */
  readonly origins: ReadonlySet<string>;
  /** Lets programs in, and is what sessions are signed with. */
  readonly token: string;
  /** Whether this is the code of a one-time link that was not used before. */
  readonly redeem: (code: string) => boolean;
  readonly cookie: string;
  /** The browser is to send the cookie over TLS alone. */
  readonly isSecure: boolean;
}
