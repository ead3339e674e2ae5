import assert from "node:assert/strict";
import { existsSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { testFolder } from "../services/shared/test-folder.ts";
import { deleteData, enterHome, writeUrls } from "./home.ts";

const newFolder = () => path.join(testFolder(), ".local");

test("One run at a time is in its home.", () => {
  const folder = newFolder();
  const home = enterHome(folder);
  assert.equal(home.leftOver, false);
  assert.throws(() => enterHome(folder), new RegExp(`a local run is there already \\(process ${process.pid}\\)`));
  home.leave();
  assert.equal(enterHome(folder).leftOver, false);
});

test("A run that was killed is recognised by the lock that it left.", () => {
  const folder = newFolder();
  enterHome(folder).leave();
  writeFileSync(path.join(folder, "lock"), JSON.stringify({ pid: 1, startTime: "-1" }));
  assert.equal(enterHome(folder).leftOver, true);
});

test("Addresses with passwords are for the owner alone.", () => {
  const folder = newFolder();
  enterHome(folder);
  const urls = { order: "postgres://a", ledger: "postgres://b", processor: "postgres://c" };
  const file = writeUrls(folder, urls);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  deleteData(folder);
  assert.equal(existsSync(file), false);
});
