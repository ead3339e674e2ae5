/**
 * BuildKit's progress inside the Engine API's stream: base64 of a protobuf StatusResponse (moby/buildkit, api/services/control/control.proto).
 * Only the fields that a reader of the output wants are read.
 */
import jspb from "google-protobuf";

/** Steps as they start or fail, and what their commands print. */
export function traceLines(base64: string): string[] {
  const lines: string[] = [];
  eachField(new jspb.BinaryReader(base64), (field, reader) => {
    if (field === VERTEXES) lines.push(...vertexLines(message(reader)));
    else if (field === LOGS) lines.push(...logLines(message(reader)));
    else reader.skipField();
  });
  return lines;
}

const VERTEXES = 1;
const LOGS = 3;

function vertexLines(reader: jspb.BinaryReader): string[] {
  let name = "";
  let error = "";
  let cached = false;
  let started = false;
  let completed = false;
  eachField(reader, (field) => {
    if (field === 3) name = reader.readString();
    else if (field === 4) cached = reader.readBool();
    else if (field === 7) error = reader.readString();
    else {
      if (field === 5) started = true;
      if (field === 6) completed = true;
      reader.skipField();
    }
  });
  if (error !== "") return [`ERROR: ${error}`];
  if (cached && completed) return [`CACHED ${name}`];
  return started && !completed ? [name] : [];
}

function logLines(reader: jspb.BinaryReader): string[] {
  let text = "";
  eachField(reader, (field) => {
    if (field === 4) text = Buffer.from(reader.readBytes()).toString("utf8");
    else reader.skipField();
  });
  return text.split(/[\r\n]+/).filter((line) => line.trim() !== "");
}

function message(reader: jspb.BinaryReader): jspb.BinaryReader {
  return new jspb.BinaryReader(reader.readBytes());
}

function eachField(reader: jspb.BinaryReader, visit: (field: number, reader: jspb.BinaryReader) => void): void {
  while (reader.nextField() && !reader.isEndGroup()) visit(reader.getFieldNumber(), reader);
}
