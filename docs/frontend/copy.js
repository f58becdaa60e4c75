// The pages beside the scripts that esbuild has put into dist/. A hub.json that is there already names somebody's hub.
import { cpSync, existsSync } from "node:fs";

cpSync("public", "dist", {
  recursive: true,
  filter: (source) => !(source.endsWith("hub.json") && existsSync("dist/hub.json")),
});
