// The types of the chat protocol in four languages, from docs/asyncapi.json. `--check` only tells what is stale.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { compile } from "json-schema-to-typescript";
import { FetchingJSONSchemaStore, InputData, JSONSchemaInput, quicktype } from "quicktype-core";

const here = (path) => new URL(path, import.meta.url);
const described = JSON.parse(readFileSync(here("../docs/asyncapi.json"), "utf8"));
const { schemas } = described.components;
const told = (operation) => described.operations[operation].messages.map(({ $ref }) => $ref.split("/").at(-1));
const NOTE = `Generated from docs/asyncapi.json by sdk/generate.mjs (make sdk); schemas ${createHash("sha256").update(JSON.stringify(schemas)).digest("hex")}`;

const FILES = {
  "typescript/src/frames.ts": { comment: "//", make: typescript },
  "python/madang_chat/frames.py": { comment: "#", make: () => inLanguage("python", { "python-version": "3.7", "acronym-style": "original" }) },
  "kotlin/Frames.kt": { comment: "//", make: () => inLanguage("kotlin", { framework: "kotlinx", package: "madang.chat", "acronym-style": "original" }) },
  "swift/Frames.swift": { comment: "//", make: () => inLanguage("swift", { "access-level": "public", initializers: "false", "acronym-style": "original" }) },
};

/** A copy of a schema with every part of it, inner ones first, as `change` would have it. */
function changed(schema, change) {
  if (Array.isArray(schema)) return schema.map((part) => changed(part, change));
  if (typeof schema !== "object" || schema === null) return schema;
  return change(Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, changed(part, change)])));
}

const union = (names) => ({ oneOf: names.map((name) => ({ $ref: `#/definitions/${name}` })) });
const kinds = Object.entries(schemas.Entries.properties.entries.items.discriminator.mapping);

/** Every model by name, the union of entries as a model of its own; what tells models apart is always there. */
function definitions() {
  const models = changed(schemas, (part) => {
    if (part.oneOf?.length === kinds.length) return { $ref: "#/definitions/Entry" };
    const { title, discriminator, ...rest } = part;
    if (typeof rest.$ref === "string") rest.$ref = rest.$ref.replace("#/components/schemas/", "#/definitions/");
    return typeof title === "object" ? { ...rest, title } : rest; // a field that is called so stays
  });
  for (const model of Object.values(models)) {
    const tags = ["kind", "type", "action"].filter((tag) => model.properties[tag]?.const !== undefined);
    model.required = [...new Set([...tags, ...(model.required ?? [])])];
    model.additionalProperties = false;
  }
  return models;
}

async function typescript() {
  const models = { ...definitions(), Entry: union(kinds.map(([, reference]) => reference.split("/").at(-1))), ClientFrame: union(told("chatHear")), ServerFrame: union(told("chatTell")) };
  const root = { ...union(["ClientFrame", "ServerFrame"]), definitions: models };
  const types = await compile(root, "Frame", { bannerComment: "", ignoreMinAndMaxItems: true, unreachableDefinitions: true, format: true, style: { printWidth: 160 } });
  const locales = schemas.Join.properties.translate_to.anyOf[0].enum.map((one) => JSON.stringify(one)).join(" | ");
  return `${types}
export type Locale = ${locales};

/** The kinds of entries that this version knows. */
export const KINDS: ReadonlySet<string> = new Set(${JSON.stringify(kinds.map(([kind]) => kind))});
`;
}

/**
 * Languages whose decoders refuse what they do not know get open types: an entry is one class with everything that any
 * kind has, and what is one of a list today is a text.
 */
function open() {
  const models = changed(definitions(), ({ default: _default, format: _format, enum: values, const: value, ...rest }) => ({ ...rest, ...(values && { type: "string" }), ...(typeof value === "string" && { type: "string" }) }));
  const merged = { type: "object", description: "What happened in a room; which fields it has follows from `kind`.", properties: {}, required: ["kind", "seq", "at"], additionalProperties: false };
  for (const [, reference] of kinds) {
    for (const [name, part] of Object.entries(models[reference.split("/").at(-1)].properties)) {
      const { description: _description, ...known } = merged.properties[name] ?? part;
      const { description: _other, ...mine } = part;
      if (JSON.stringify(known) !== JSON.stringify(mine)) merged.properties[name] = { anyOf: [...new Map([...(known.anyOf ?? [known]), ...(mine.anyOf ?? [mine])].map((one) => [JSON.stringify(one), one])).values()] };
      else merged.properties[name] ??= part;
    }
  }
  const apart = new Set(kinds.map(([, reference]) => reference.split("/").at(-1)).filter((name) => name !== "Message"));
  return { ...Object.fromEntries(Object.entries(models).filter(([name]) => !apart.has(name))), Entry: merged };
}

async function inLanguage(lang, rendererOptions) {
  const schemaInput = new JSONSchemaInput(new FetchingJSONSchemaStore());
  await schemaInput.addSource({ name: "Frame", uris: ["#/definitions/"], schema: JSON.stringify({ definitions: open() }) });
  const inputData = new InputData();
  inputData.addInput(schemaInput);
  const { lines } = await quicktype({ inputData, lang, rendererOptions, leadingComments: [], inferEnums: false, inferDateTimes: false });
  const known = kinds.map(([kind]) => `"${kind}"`).join(", ");
  const list = { python: `\n\nKINDS = frozenset([${known}])\n`, kotlin: `\n\n/** The kinds of entries that this version knows. */\nval KINDS = setOf(${known})\n`, swift: `\n\n/// The kinds of entries that this version knows.\npublic let knownKinds: Set<String> = [${known}]\n` }[lang];
  return lines.join("\n").trimEnd() + list;
}

const stale = [];
for (const [path, { comment, make }] of Object.entries(FILES)) {
  const text = `${comment} ${NOTE}\n\n${(await make()).trim()}\n`;
  const known = (() => {
    try {
      return readFileSync(here(path), "utf8");
    } catch {
      return null;
    }
  })();
  if (known === text) continue;
  stale.push(path);
  if (process.argv.includes("--check")) continue;
  mkdirSync(dirname(here(path).pathname), { recursive: true });
  writeFileSync(here(path), text);
}
if (process.argv.includes("--check") && stale.length > 0) {
  console.error(`stale: ${stale.join(", ")}; run make sdk`);
  process.exitCode = 1;
}
