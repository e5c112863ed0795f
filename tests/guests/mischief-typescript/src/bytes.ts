// Orders and reports are ASCII.

export function bytes(of: string): Uint8Array {
  return Uint8Array.from(of, (letter) => letter.charCodeAt(0));
}

export function text(of: Uint8Array): string {
  let text = "";
  for (let at = 0; at < of.length; at += 4_096) {
    text += String.fromCharCode(...of.subarray(at, at + 4_096));
  }
  return text;
}
