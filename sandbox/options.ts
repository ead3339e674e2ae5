/** The words after `npm start --`, `npm run order --`, …: parsed strictly, explained by --help. */
import { type ParseArgsConfig, parseArgs } from "node:util";
import { Problem, reasonOf } from "./problem.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

export function readOptions<const O extends Options>(command: string, args: string[], options: O) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new Problem(reasonOf(error), `\`npm ${command} -- --help\` lists the options.`);
  }
}

export function readPort(option: string, text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535)
    throw new Problem(`--${option} is "${text}": it must be a port from 1 to 65535`, `Like --${option} 50051.`);
  return port;
}

export function readQuantity(option: string, text: string): number {
  const quantity = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (quantity < 1)
    throw new Problem(`--${option} is "${text}": it must be a whole number from 1`, `Like --${option} 2.`);
  return quantity;
}
