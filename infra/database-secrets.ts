/** How a stack says where its data are kept. It says so in secrets, so that no sentence here shows a value. */

/** The flat keys that the databases are reached with. */
export const DATABASE_SECRETS = [
  "orderDatabaseUrl",
  "orderDatabasePassword",
  "paymentDatabaseUrl",
  "processorDatabaseUrl",
  "paymentDatabasePassword",
] as const;
type Key = (typeof DATABASE_SECRETS)[number];

/** In a server that the program puts into the cluster, with a password, or in one of the stack's owner, by its URL. */
export type DatabasePlace = "cluster" | "url";
export type DatabasePlaces = { order: DatabasePlace; payment: DatabasePlace };

/** `given` are the keys that were set, without their namespace. */
export function placesOfDatabases(given: Map<string, string>): { places: DatabasePlaces; problems: string[] } {
  const places = { order: placeOf(given, "orderDatabaseUrl"), payment: placeOf(given, "paymentDatabaseUrl") };
  const problems = [
    ...problemsOfChoice(given, "orderDatabaseUrl", "orderDatabasePassword"),
    ...problemsOfChoice(given, "paymentDatabaseUrl", "paymentDatabasePassword"),
    ...problemsOfProcessor(given),
    ...problemsOfUrls(given),
    ...problemsOfPasswords(given),
  ];
  return { places, problems };
}

const placeOf = (given: Map<string, string>, url: Key): DatabasePlace => (given.has(url) ? "url" : "cluster");

function problemsOfChoice(given: Map<string, string>, url: Key, password: Key): string[] {
  if (given.has(url) && given.has(password))
    return [
      `\`holdfast:${url}\` and \`holdfast:${password}\` are both set: the URL is of a server of your own, the password of one in the cluster. Take one out with \`pulumi config rm\``,
    ];
  if (given.has(url) || given.has(password)) return [];
  return [
    `\`holdfast:${password}\` is missing: set it with \`pulumi config set --secret holdfast:${password} "$(openssl rand -hex 24)"\`, ` +
      `or name a PostgreSQL of your own with \`pulumi config set --secret holdfast:${url} postgres://USER:PASSWORD@HOST:5432/DATABASE\``,
  ];
}

/** The processor stands for a party of its own: what it knows is never in Payment's database. */
function problemsOfProcessor(given: Map<string, string>): string[] {
  const hasPayment = given.has("paymentDatabaseUrl");
  if (hasPayment === given.has("processorDatabaseUrl")) return [];
  const [missing, there] = hasPayment
    ? ["processorDatabaseUrl", "paymentDatabaseUrl"]
    : ["paymentDatabaseUrl", "processorDatabaseUrl"];
  return [
    `\`holdfast:${missing}\` is missing beside ${there}: Payment's ledger and the simulated processor have a database each. ` +
      `Set it with \`pulumi config set --secret holdfast:${missing} postgres://USER:PASSWORD@HOST:5432/DATABASE\``,
  ];
}

function problemsOfUrls(given: Map<string, string>): string[] {
  const urls = DATABASE_SECRETS.filter((key) => key.endsWith("Url") && given.has(key));
  const problems = urls
    .filter((key) => !namesDatabase(given.get(key) ?? ""))
    .map((key) => `\`holdfast:${key}\` must be like postgres://USER:PASSWORD@HOST:5432/DATABASE`);
  const [first, second] = urls.filter((key, _, all) =>
    all.some((other) => other !== key && given.get(other) === given.get(key)),
  );
  if (first && second)
    problems.push(`\`holdfast:${first}\` and \`holdfast:${second}\` are the same: each needs a database of its own`);
  return problems;
}

function namesDatabase(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^postgres(ql)?:$/.test(url.protocol) && url.hostname !== "" && url.pathname.length > 1;
}

function problemsOfPasswords(given: Map<string, string>): string[] {
  return DATABASE_SECRETS.filter((key) => key.endsWith("Password") && /[^\x20-\x7e]/.test(given.get(key) ?? "")).map(
    (key) => `\`holdfast:${key}\` must be printable ASCII in one line, such as \`openssl rand -hex 24\` gives`,
  );
}
