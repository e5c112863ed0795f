// Text as bytes. QuickJS has no TextEncoder, and every step is paid for in fuel: a loop over the letters
// costs two thousand for each, the way over base 64, which is native, a quarter of that.

/** The text in UTF-8. A half of a surrogate pair alone becomes U+FFFD. */
export function toBytes(text: string): Uint8Array {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  const utf8 = unescape(encodeURIComponent(whole));
  return Uint8Array.fromBase64 === undefined
    ? Uint8Array.from(utf8, (letter) => letter.charCodeAt(0))
    : Uint8Array.fromBase64(btoa(utf8));
}

/** The text that UTF-8 says. */
export function fromBytes(bytes: Uint8Array): string {
  const utf8 =
    bytes.toBase64 === undefined
      ? Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")
      : atob(bytes.toBase64());
  return decodeURIComponent(escape(utf8));
}

// What TypeScript's library for es2022 does not know yet; Node 20, in which the SDK's tests run, has not all
// of it.
declare global {
  interface Uint8Array {
    toBase64?(): string;
  }
  interface Uint8ArrayConstructor {
    fromBase64?(base64: string): Uint8Array<ArrayBuffer>;
  }
  interface String {
    isWellFormed(): boolean;
    toWellFormed(): string;
  }
  function atob(base64: string): string;
  function btoa(latin: string): string;
}
