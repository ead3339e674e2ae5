/** A build context as a tar stream (POSIX ustar, with pax records for long names). */
import { createReadStream, lstatSync, readlinkSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { contextEntries } from "./context-files.ts";

const BLOCK = 512;

export type ContextTar = {
  stream: Readable;
  /** The Dockerfile's name inside the tar. */
  dockerfile: string;
};

/** A Dockerfile outside the context is put into the tar under a name of its own. */
export function contextTar(context: string, dockerfile: string): ContextTar {
  const relative = path.relative(context, dockerfile).split(path.sep).join("/");
  const outside = relative.startsWith("../");
  const name = outside ? ".dockerfile.holdfast" : relative;
  return { stream: Readable.from(pack(context, dockerfile, outside ? name : undefined)), dockerfile: name };
}

async function* pack(context: string, dockerfile: string, extraName: string | undefined): AsyncGenerator<Buffer> {
  for (const { name, type } of contextEntries(context, dockerfile)) {
    const file = path.join(context, name);
    const { mode } = lstatSync(file);
    if (type === "folder") yield header({ name: `${name}/`, mode, size: 0, flag: "5", link: "" });
    else if (type === "link") yield header({ name, mode, size: 0, flag: "2", link: readlinkSync(file) });
    else yield* packFile(name, file);
  }
  if (extraName !== undefined) yield* packFile(extraName, dockerfile);
  yield Buffer.alloc(2 * BLOCK);
}

async function* packFile(name: string, file: string): AsyncGenerator<Buffer> {
  const { mode, size } = lstatSync(file);
  yield header({ name, mode, size, flag: "0", link: "" });
  if (size === 0) return;
  // A file that grows meanwhile must not spoil what follows it.
  for await (const chunk of createReadStream(file, { end: size - 1 })) yield chunk;
  yield Buffer.alloc(padding(size));
}

const padding = (size: number) => (BLOCK - (size % BLOCK)) % BLOCK;

type Header = { name: string; mode: number; size: number; flag: string; link: string };

function header(entry: Header): Buffer {
  const long = { path: entry.name, linkpath: entry.link };
  const records = Object.entries(long)
    .filter(([, value]) => Buffer.byteLength(value) > 100)
    .map(([key, value]) => paxRecord(key, value));
  if (records.length === 0) return ustar(entry);
  const body = Buffer.from(records.join(""));
  return Buffer.concat([
    ustar({ name: "pax", mode: 0o644, size: body.length, flag: "x", link: "" }),
    body,
    Buffer.alloc(padding(body.length)),
    ustar(entry),
  ]);
}

/** "LENGTH key=value\n", where LENGTH counts itself too. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(rest);
  while (String(length).length + Buffer.byteLength(rest) !== length)
    length = String(length).length + Buffer.byteLength(rest);
  return `${length}${rest}`;
}

/** Owner 0 and time 0 for all: an image must not depend on who built it, or when. */
function ustar({ name, mode, size, flag, link }: Header): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, "0")}\0`;
  block.write(Buffer.from(name).subarray(0, 100).toString("latin1"), 0, "latin1");
  block.write(octal(mode & 0o7777, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(0, 12), 136);
  block.write(" ".repeat(8), 148);
  block.write(flag, 156);
  block.write(Buffer.from(link).subarray(0, 100).toString("latin1"), 157, "latin1");
  block.write("ustar\x0000", 257);
  const checksum = block.reduce((sum, byte) => sum + byte, 0);
  block.write(`${checksum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}
